package org.asyncio4j.net;

import java.util.Optional;
import java.util.OptionalInt;

/**
 * A process, as a protocol sees it. Belongs to its loop's thread and to its tasks.
 *
 * <p>{@link #close} closes its pipes and kills it if it is still running.
 *
 * <p>Python: {@code asyncio.SubprocessTransport}.
 */
public interface SubprocessTransport extends BaseTransport {

  /** {@return the process's id} */
  long getPid();

  /**
   * {@return the transport of a pipe: a {@link WriteTransport} for 0, a {@link ReadTransport} for 1
   * and 2; empty if that is no pipe}
   *
   * @param fd 0, 1 or 2
   */
  Optional<BaseTransport> getPipeTransport(int fd);

  /**
   * {@return how the process has ended: its exit status, or -N if signal N has ended it; empty
   * while it is running}
   */
  OptionalInt getReturncode();

  /**
   * Sends a signal. It is under way when this returns; signals arrive in the order of the calls.
   *
   * @param signal a name such as INT or SIGINT
   * @throws IllegalArgumentException if there is no such signal
   * @throws ProcessLookupException if the process has ended and all of its pipes are closed
   * @throws UnsupportedOperationException if the operating system has no signals
   */
  void sendSignal(String signal);

  /**
   * Asks the process to end, by SIGTERM.
   *
   * @throws ProcessLookupException if the process has ended and all of its pipes are closed
   */
  void terminate();

  /**
   * Ends the process, by SIGKILL.
   *
   * @throws ProcessLookupException if the process has ended and all of its pipes are closed
   */
  void kill();
}
