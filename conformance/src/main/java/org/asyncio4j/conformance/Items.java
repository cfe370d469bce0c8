package org.asyncio4j.conformance;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import tools.jackson.databind.JsonNode;

/** The items of a JSON array: an op, which is its name and then its arguments, or a part of one. */
final class Items {
  private final JsonNode array;
  private final ProgramReader reader;

  Items(JsonNode array, ProgramReader reader) {
    this.array = array;
    this.reader = reader;
  }

  boolean isNull(int i) {
    return array.path(i).isNull();
  }

  String text(int i) throws ProgramException {
    if (!array.path(i).isString()) {
      throw wrong(i, "a string");
    }
    return array.get(i).asString();
  }

  boolean flag(int i) throws ProgramException {
    if (!array.path(i).isBoolean()) {
      throw wrong(i, "true or false");
    }
    return array.get(i).asBoolean();
  }

  int number(int i) throws ProgramException {
    return number(i, array.path(i));
  }

  OptionalInt numberOrNull(int i) throws ProgramException {
    return isNull(i) ? OptionalInt.empty() : OptionalInt.of(number(i));
  }

  List<Integer> numbers(int i) throws ProgramException {
    var numbers = new ArrayList<Integer>();
    for (JsonNode item : array(i)) {
      numbers.add(number(i, item));
    }
    return List.copyOf(numbers);
  }

  /** {@return the number of something of which there are {@code count}} */
  int index(int i, int count) throws ProgramException {
    return index(i, array.path(i), count);
  }

  /** {@return the index of one of the program's bodies} */
  int body(int i) throws ProgramException {
    return index(i, reader.bodyCount());
  }

  List<Integer> bodies(int i) throws ProgramException {
    var indices = new ArrayList<Integer>();
    for (JsonNode item : array(i)) {
      indices.add(index(i, item, reader.bodyCount()));
    }
    return List.copyOf(indices);
  }

  List<Op> ops(int i) throws ProgramException {
    return reader.ops(array(i));
  }

  Items items(int i) throws ProgramException {
    return new Items(array(i), reader);
  }

  private JsonNode array(int i) throws ProgramException {
    if (!array.path(i).isArray()) {
      throw wrong(i, "an array");
    }
    return array.get(i);
  }

  private int number(int i, JsonNode item) throws ProgramException {
    if (!item.isInt()) {
      throw wrong(i, "a whole number");
    }
    return item.asInt();
  }

  private int index(int i, JsonNode item, int count) throws ProgramException {
    int index = number(i, item);
    if (index < 0 || index >= count) {
      throw wrong(i, "a number from 0 to " + (count - 1));
    }
    return index;
  }

  /** {@return an exception which says that an item, counted from 0, is not what it must be} */
  ProgramException wrong(int i, String expected) {
    return new ProgramException("expected %s as item %s of %s".formatted(expected, i, array));
  }
}
