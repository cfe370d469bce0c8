package org.asyncio4j.conformance;

import java.util.ArrayList;
import java.util.List;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Reads one program. Whatever is wrong with its ops comes out here, before anything runs. */
final class ProgramReader {
  private static final JsonMapper JSON = JsonMapper.shared();

  private final String origin;
  private final JsonNode program;

  private ProgramReader(String origin, JsonNode program) {
    this.origin = origin;
    this.program = program;
  }

  /**
   * Reads a program and its recorded trace.
   *
   * @param origin where it comes from
   * @param json an object with {@code seed}, {@code coros} and {@code trace}; other members are
   *     ignored
   * @return the program
   * @throws ProgramException if it is no such object, or holds an op that there is not; its message
   *     begins with the origin
   */
  static Program read(String origin, String json) throws ProgramException {
    try {
      return new ProgramReader(origin, JSON.readTree(json)).program();
    } catch (JacksonException broken) {
      throw new ProgramException("%s: not JSON: %s".formatted(origin, reason(broken)));
    } catch (ProgramException wrong) {
      throw new ProgramException("%s: %s".formatted(origin, wrong.getMessage()));
    }
  }

  /** {@return what is wrong and where, without what Jackson says of the source, a string} */
  private static String reason(JacksonException broken) {
    return "column %s: %s"
        .formatted(
            broken.getLocation().getColumnNr(),
            broken.getOriginalMessage().replaceFirst(" \\(start marker at .*", ""));
  }

  private Program program() throws ProgramException {
    JsonNode seed = program.path("seed");
    if (!seed.isIntegralNumber() || !seed.canConvertToLong()) {
      throw new ProgramException("expected an object with a whole number as its \"seed\"");
    }
    var bodies = new ArrayList<List<Op>>();
    for (JsonNode body : array(program, "coros")) {
      bodies.add(ops(body));
    }
    if (bodies.isEmpty()) {
      throw new ProgramException("expected at least one body in \"coros\"");
    }
    var trace = new ArrayList<String>();
    for (JsonNode line : array(program, "trace")) {
      if (!line.isString()) {
        throw new ProgramException("expected strings in \"trace\", got " + line);
      }
      trace.add(line.asString());
    }
    return new Program(origin, seed.asLong(), List.copyOf(bodies), List.copyOf(trace));
  }

  private static JsonNode array(JsonNode object, String name) throws ProgramException {
    if (!object.path(name).isArray()) {
      throw new ProgramException("expected an array as \"%s\"".formatted(name));
    }
    return object.get(name);
  }

  int bodyCount() {
    return program.get("coros").size();
  }

  List<Op> ops(JsonNode array) throws ProgramException {
    if (!array.isArray()) {
      throw new ProgramException("expected an array of ops, got " + array);
    }
    var ops = new ArrayList<Op>();
    for (JsonNode op : array) {
      ops.add(op(op));
    }
    return List.copyOf(ops);
  }

  private Op op(JsonNode op) throws ProgramException {
    if (!op.path(0).isString()) {
      throw new ProgramException("expected an op, an array that begins with its name, got " + op);
    }
    return OpTable.read(op.get(0).asString(), new Items(op, this));
  }
}
