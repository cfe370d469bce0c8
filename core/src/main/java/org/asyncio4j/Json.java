package org.asyncio4j;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads JSON, as far as the JDK writes it: objects become maps, arrays lists, and the rest strings,
 * doubles, booleans and null.
 */
final class Json {
  private final String text;
  private int at;

  private Json(String text) {
    this.text = text;
  }

  /**
   * {@return the value that a text consists of}
   *
   * @throws IllegalArgumentException if it is none
   */
  static @Nullable Object parse(String text) {
    try {
      return new Json(text).value();
    } catch (IndexOutOfBoundsException | NumberFormatException e) {
      throw new IllegalArgumentException("expected JSON, got a text of another form", e);
    }
  }

  /** {@return the member of an object; null if it has none, or is no object} */
  static @Nullable Object get(@Nullable Object object, String name) {
    return object instanceof Map<?, ?> members ? members.get(name) : null;
  }

  /** {@return an array's elements; none if it is no array} */
  static List<?> list(@Nullable Object array) {
    return array instanceof List<?> elements ? elements : List.of();
  }

  private @Nullable Object value() {
    return switch (next()) {
      case '{' -> object();
      case '[' -> array();
      case '"' -> string();
      case 't' -> word("true", true);
      case 'f' -> word("false", false);
      case 'n' -> word("null", null);
      default -> number();
    };
  }

  /** Skips white space. {@return the character after it, which is not taken} */
  private char next() {
    while (Character.isWhitespace(text.charAt(at))) {
      at++;
    }
    return text.charAt(at);
  }

  private void take(char expected) {
    if (next() != expected) {
      throw new IllegalArgumentException(
          "expected '%s' at %d, got '%s'".formatted(expected, at, text.charAt(at)));
    }
    at++;
  }

  private boolean takeIf(char wanted) {
    boolean found = next() == wanted;
    if (found) {
      at++;
    }
    return found;
  }

  private Map<String, @Nullable Object> object() {
    var members = new LinkedHashMap<String, @Nullable Object>();
    take('{');
    if (takeIf('}')) {
      return members;
    }
    do {
      next();
      String name = string();
      take(':');
      members.put(name, value());
    } while (takeIf(','));
    take('}');
    return members;
  }

  private List<@Nullable Object> array() {
    var elements = new ArrayList<@Nullable Object>();
    take('[');
    if (takeIf(']')) {
      return elements;
    }
    do {
      elements.add(value());
    } while (takeIf(','));
    take(']');
    return elements;
  }

  private String string() {
    var string = new StringBuilder();
    take('"');
    for (char c; (c = text.charAt(at++)) != '"'; ) {
      string.append(c == '\\' ? escaped() : c);
    }
    return string.toString();
  }

  private char escaped() {
    char c = text.charAt(at++);
    return switch (c) {
      case 'b' -> '\b';
      case 'f' -> '\f';
      case 'n' -> '\n';
      case 'r' -> '\r';
      case 't' -> '\t';
      case 'u' -> (char) Integer.parseInt(text, at, at += 4, 16);
      default -> c;
    };
  }

  private <T extends @Nullable Object> T word(String expected, T meaning) {
    if (!text.startsWith(expected, at)) {
      throw new IllegalArgumentException("expected %s at %d".formatted(expected, at));
    }
    at += expected.length();
    return meaning;
  }

  private Double number() {
    int start = at;
    while (at < text.length() && "+-.0123456789eE".indexOf(text.charAt(at)) >= 0) {
      at++;
    }
    return Double.valueOf(text.substring(start, at));
  }
}
