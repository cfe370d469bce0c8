package org.asyncio4j.net;

import java.util.Objects;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Task;

/**
 * A connection, as a task reads and writes it.
 *
 * <p>Python: the pair that {@code asyncio.open_connection} returns.
 *
 * @param reader what the other side sends
 * @param writer sends to the other side
 */
public record Streams(StreamReader reader, StreamWriter writer) implements AutoCloseable {

  /** Checks that both are there. */
  public Streams {
    Objects.requireNonNull(reader, "reader");
    Objects.requireNonNull(writer, "writer");
  }

  /**
   * Closes the connection and waits until all is sent and it is gone. What it failed with, if it
   * did, is not thrown here: reads, {@link StreamWriter#drain} and {@link StreamWriter#waitClosed}
   * do so.
   *
   * <p>A task that is being cancelled, and a plain callback, does not wait: the loop goes on
   * sending, so that a peer that reads nothing holds up no cancellation. If the task is cancelled
   * while it waits, the connection is closed nevertheless.
   */
  @Override
  public void close() {
    writer.close();
    if (Asyncio.currentTask().filter(Streams::mayWait).isPresent()) {
      writer.awaitGone();
    }
  }

  private static boolean mayWait(Task<?> task) {
    return task.cancelling() == 0;
  }
}
