package org.asyncio4j.conformance;

import java.util.HashMap;
import java.util.Map;

/** All ops, by name. */
final class OpTable {

  /** Makes an op of what is written. */
  @FunctionalInterface
  interface Reader {

    /** Reads the op's arguments, which are the items from 1 on. */
    Op read(Items items) throws ProgramException;
  }

  /** As {@link Reader}, for a simple op. */
  @FunctionalInterface
  interface SimpleReader {

    /** Reads the op's arguments, which are the items from 1 on. */
    Op.Simple read(Items items) throws ProgramException;
  }

  private static final OpTable ALL = new OpTable();

  static {
    PlainOps.define(ALL);
    TaskOps.define(ALL);
    FutureOps.define(ALL);
    CombinatorOps.define(ALL);
    ScopeOps.define(ALL);
    SyncOps.define(ALL);
    QueueOps.define(ALL);
  }

  private final Map<String, Reader> readers = new HashMap<>();

  private OpTable() {}

  static Op read(String name, Items items) throws ProgramException {
    Reader reader = ALL.readers.get(name);
    if (reader == null) {
      throw new ProgramException("unknown op \"%s\"".formatted(name));
    }
    return reader.read(items);
  }

  void define(String name, Reader reader) {
    if (readers.put(name, reader) != null) {
      throw new IllegalStateException("op \"%s\" is defined twice".formatted(name));
    }
  }

  void defineSimple(String name, SimpleReader reader) {
    define(
        name,
        items -> {
          Op.Simple op = reader.read(items);
          return (run, _) -> {
            op.execute(run);
            return null;
          };
        });
  }
}
