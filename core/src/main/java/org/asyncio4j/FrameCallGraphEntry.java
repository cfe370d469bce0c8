package org.asyncio4j;

/**
 * One frame of the call stack in a {@link FutureCallGraph}.
 *
 * <p>Python: {@code asyncio.FrameCallGraphEntry}.
 *
 * @param frame the class, the method and the line
 */
public record FrameCallGraphEntry(StackTraceElement frame) {

  /** Checks the component. */
  public FrameCallGraphEntry {
    Arguments.required(frame, "frame");
  }
}
