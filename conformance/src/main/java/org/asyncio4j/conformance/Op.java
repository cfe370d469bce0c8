package org.asyncio4j.conformance;

import java.util.concurrent.Callable;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Coroutine;
import org.asyncio4j.TaskGroup;
import org.jspecify.annotations.Nullable;

/** One step of a body, its arguments already read. */
@FunctionalInterface
interface Op {

  /** The value with which a body ends before its last op. */
  record Returned(String value) {}

  /**
   * Executes the op.
   *
   * @param run the run of the program
   * @param group the innermost group of tasks around the op, if there is one
   * @return what ends the body now, null if it goes on
   * @throws Exception whatever the program lets out
   */
  @Nullable Returned execute(Interpreter run, @Nullable TaskGroup group) throws Exception;

  /** {@return whether the op never suspends, so that a step of a stackless body may execute it} */
  default boolean isPlain() {
    return false;
  }

  /**
   * {@return what executes the op in a stackless body, with what ends the body as its result}
   * Unless it has a form of its own that is an ordinary coroutine.
   */
  default Coroutine<@Nullable Returned> stackless(Interpreter run, @Nullable TaskGroup group) {
    Callable<@Nullable Returned> method = () -> execute(run, group);
    return Asyncio.<@Nullable Returned>coroutine(method);
  }

  /** An op that neither holds other ops nor looks at the group. */
  @FunctionalInterface
  interface Simple {

    /** Executes the op. */
    void execute(Interpreter run) throws Exception;
  }
}
