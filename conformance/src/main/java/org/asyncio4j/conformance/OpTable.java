package org.asyncio4j.conformance;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.asyncio4j.Coroutine;
import org.asyncio4j.TaskGroup;
import org.asyncio4j.conformance.Op.Returned;
import org.jspecify.annotations.Nullable;

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

  /** As {@link Reader}, for the stackless form of an op. */
  @FunctionalInterface
  interface StacklessReader {

    /** Reads the op's arguments, which are the items from 1 on. */
    StacklessOps.Form read(Items items) throws ProgramException;
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
    StacklessOps.define(ALL);
    StacklessWaitOps.define(ALL);
  }

  private final Map<String, Reader> readers = new HashMap<>();

  private final Set<String> plain = new HashSet<>();
  private final Map<String, StacklessReader> stackless = new HashMap<>();

  private OpTable() {}

  static Op read(String name, Items items) throws ProgramException {
    Reader reader = ALL.readers.get(name);
    if (reader == null) {
      throw new ProgramException("unknown op \"%s\"".formatted(name));
    }
    Op op = reader.read(items);
    if (ALL.plain.contains(name)) {
      return new Plain(op);
    }
    StacklessReader stackless = ALL.stackless.get(name);
    return stackless == null ? op : new WithStacklessForm(op, stackless.read(items));
  }

  private record Plain(Op op) implements Op {
    @Override
    public boolean isPlain() {
      return true;
    }

    @Override
    public @Nullable Returned execute(Interpreter run, @Nullable TaskGroup group) throws Exception {
      return op.execute(run, group);
    }
  }

  private record WithStacklessForm(Op op, StacklessOps.Form form) implements Op {
    @Override
    public @Nullable Returned execute(Interpreter run, @Nullable TaskGroup group) throws Exception {
      return op.execute(run, group);
    }

    @Override
    public Coroutine<@Nullable Returned> stackless(Interpreter run, @Nullable TaskGroup group) {
      return form.make(run, group);
    }
  }

  void plain(String... names) {
    plain.addAll(List.of(names));
  }

  void stackless(String name, StacklessReader reader) {
    if (!readers.containsKey(name)) {
      throw new IllegalStateException("no op \"%s\" to have a stackless form".formatted(name));
    }
    stackless.put(name, reader);
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
