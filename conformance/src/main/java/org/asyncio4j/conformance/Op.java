package org.asyncio4j.conformance;

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

  /** An op that neither holds other ops nor looks at the group. */
  @FunctionalInterface
  interface Simple {

    /** Executes the op. */
    void execute(Interpreter run) throws Exception;
  }
}
