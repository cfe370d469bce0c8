package org.asyncio4j.examples;

import static org.assertj.core.api.Assertions.fail;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.asyncio4j.spi.Clock;

/** Catches what is printed and logged, until it is closed. */
final class Output implements AutoCloseable {
  // Kept here, or the garbage collector could take it and its handlers.
  private static final Logger LOGGER = Logger.getLogger("asyncio4j");

  private final PrintStream outBefore = System.out;
  private final PrintStream errBefore = System.err;
  private final Lines out = new Lines();
  private final Lines err = new Lines();
  private final Messages messages = new Messages();

  Output() {
    System.setOut(new PrintStream(out, true, StandardCharsets.UTF_8));
    System.setErr(new PrintStream(err, true, StandardCharsets.UTF_8));
    LOGGER.addHandler(messages);
    LOGGER.setUseParentHandlers(false);
  }

  /** Has {@code reader} run by the thread that prints the end of a line. */
  void atLine(int line, Runnable reader) {
    out.readUntil = line;
    out.reader = reader;
  }

  /** {@return everything, if {@code thrown} is null} */
  Ran ran(Clock clock, Throwable thrown) {
    if (thrown != null) {
      fail("the program failed, having printed:\n" + out.text(), thrown);
    }
    return new Ran(
        out.text(), err.text(), List.copyOf(messages.texts), Duration.ofNanos(clock.nanos()));
  }

  @Override
  public void close() {
    LOGGER.setUseParentHandlers(true);
    LOGGER.removeHandler(messages);
    System.setErr(errBefore);
    System.setOut(outBefore);
  }

  private static final class Lines extends ByteArrayOutputStream {
    private int lines;
    private int readUntil;
    private Runnable reader;

    @Override
    public synchronized void write(byte[] bytes, int from, int length) {
      super.write(bytes, from, length);
      for (int i = from; i < from + length; i++) {
        if (bytes[i] == '\n' && ++lines == readUntil) {
          reader.run();
        }
      }
    }

    String text() {
      return toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }
  }

  private static final class Messages extends Handler {
    private final List<String> texts = new CopyOnWriteArrayList<>();

    @Override
    public void publish(LogRecord record) {
      // A loop that an earlier program has not closed may be collected at any time.
      boolean ofThisProgram = !record.getMessage().startsWith("unclosed event loop");
      if (record.getLevel().intValue() >= Level.WARNING.intValue() && ofThisProgram) {
        texts.add(record.getMessage());
      }
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
  }
}
