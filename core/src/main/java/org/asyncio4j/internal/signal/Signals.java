package org.asyncio4j.internal.signal;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Who listens to the signals of this process: of several listeners to one signal, the newest.
 *
 * <p>When the last one goes, the handler that was there before the first one is restored, unless
 * somebody else has replaced ours meanwhile.
 */
public final class Signals {
  // A signal has one handler in a process, whoever wants it. Guarded by LOCK, which a loop's tasks
  // never take themselves: see SignalHandlers.
  private static final Map<String, Line> LINES = new HashMap<>();
  private static final ReentrantLock LOCK = new ReentrantLock();

  private Signals() {}

  /** Ends listening. Any thread; a second call does nothing. */
  public interface Listening extends AutoCloseable {
    @Override
    void close();
  }

  /**
   * {@return the name of a signal without SIG}
   *
   * @param given a name such as INT or SIGINT
   * @throws IllegalArgumentException if there is no such signal
   * @throws UnsupportedOperationException if the JVM has no signals
   */
  public static String name(String given) {
    String name = given.startsWith("SIG") ? given.substring(3) : given;
    JdkSignals jdk = JdkSignals.required();
    try {
      jdk.signal(name);
    } catch (IllegalArgumentException unknown) {
      throw new IllegalArgumentException(
          "unknown signal: %s (expected a name such as INT or SIGTERM)".formatted(given), unknown);
    }
    return name;
  }

  /**
   * Listens to a signal, in place of who did so before.
   *
   * @param name from {@link #name}
   * @param whenItArrives runs on a thread of the JVM, a new one for each signal; answers false to
   *     have the former handler handle it, as one does that comes when nobody listens any more
   * @throws IllegalStateException if the signal cannot be handled
   */
  public static Listening listen(String name, BooleanSupplier whenItArrives) {
    LOCK.lock();
    try {
      return line(name).add(whenItArrives);
    } catch (IllegalArgumentException refused) {
      throw new IllegalStateException(
          "signal %s cannot be handled: it belongs to the system or the JVM".formatted(name),
          refused);
    } finally {
      LOCK.unlock();
    }
  }

  /**
   * As {@link #listen}, but only if nobody listens and the handler is the default one.
   *
   * @return empty also if the signal cannot be handled, or if the JVM has none
   */
  public static Optional<Listening> listenIfDefault(String name, BooleanSupplier whenItArrives) {
    LOCK.lock();
    try {
      return Optional.ofNullable(line(name).addIfDefault(whenItArrives));
    } catch (IllegalArgumentException | UnsupportedOperationException refused) {
      return Optional.empty();
    } finally {
      LOCK.unlock();
    }
  }

  private static Line line(String name) {
    Line line = LINES.get(name);
    if (line == null) {
      line = new Line(JdkSignals.required(), name);
      LINES.put(name, line);
    }
    return line;
  }

  /** One signal. Guarded by LOCK. */
  private static final class Line {
    private final JdkSignals jdk;
    private final Object signal;
    private final Object ours;
    private final ArrayDeque<Listener> listeners = new ArrayDeque<>(); // newest first
    private @Nullable Object former;

    Line(JdkSignals jdk, String name) {
      this.jdk = jdk;
      this.signal = jdk.signal(name);
      this.ours = jdk.handler(this::arrived);
    }

    Listening add(BooleanSupplier whenItArrives) {
      install();
      return added(whenItArrives);
    }

    @Nullable Listening addIfDefault(BooleanSupplier whenItArrives) {
      if (!listeners.isEmpty()) {
        return null;
      }
      // The JDK tells what the handler is only to who replaces it.
      install();
      if (!jdk.isDefault(former)) {
        uninstall();
        return null;
      }
      return added(whenItArrives);
    }

    private Listening added(BooleanSupplier whenItArrives) {
      var listener = new Listener(this, whenItArrives);
      listeners.push(listener);
      return listener;
    }

    void remove(Listener listener) {
      if (listeners.remove(listener) && listeners.isEmpty()) {
        uninstall();
      }
    }

    private void install() {
      Object replaced = jdk.handle(signal, ours);
      if (replaced != ours) {
        former = replaced;
      }
    }

    private void uninstall() {
      if (former == null) {
        return;
      }
      Object replaced = jdk.handle(signal, former);
      if (replaced != ours) {
        jdk.handle(signal, replaced);
      }
    }

    /** On a thread of the JVM, without the lock. */
    private void arrived() {
      Listener listener;
      Object elsewhere;
      LOCK.lock();
      try {
        listener = listeners.peek();
        elsewhere = former;
      } finally {
        LOCK.unlock();
      }
      boolean heard = listener != null && listener.whenItArrives.getAsBoolean();
      if (!heard && elsewhere != null) {
        jdk.forward(elsewhere, signal);
      }
    }
  }

  private static final class Listener implements Listening {
    private final Line line;
    private final BooleanSupplier whenItArrives;

    Listener(Line line, BooleanSupplier whenItArrives) {
      this.line = line;
      this.whenItArrives = whenItArrives;
    }

    @Override
    public void close() {
      LOCK.lock();
      try {
        line.remove(this);
      } finally {
        LOCK.unlock();
      }
    }
  }
}
