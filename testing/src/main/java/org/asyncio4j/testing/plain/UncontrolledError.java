package org.asyncio4j.testing.plain;

import java.util.Locale;
import java.util.stream.Collectors;
import org.asyncio4j.EventLoop;
import org.asyncio4j.WaitGraph;
import org.jspecify.annotations.Nullable;

/**
 * Thrown out of a simulation that met something whose outcome does not follow from the seed: a
 * platform thread, real I/O, a real clock. The message says who did what, and what to do instead.
 *
 * <p>Java only.
 */
public final class UncontrolledError extends Error {
  private static final long serialVersionUID = 1L;

  static final String AGENT_FLAG = "-javaagent:<asyncio4j-testing.jar>";

  private UncontrolledError(String message) {
    super(message);
  }

  static UncontrolledError wakeup(Object woken, Thread from) {
    boolean io = from.getName().contains("Poller");
    return new UncontrolledError(
        "%s was woken by %s '%s', which the simulation does not control: expected %s"
            .formatted(
                woken,
                from.isVirtual() ? "virtual thread" : "platform thread",
                from.getName(),
                io
                    ? "no real I/O, but a fake of it"
                    : "only threads that the simulation's own virtual threads have started"));
  }

  static UncontrolledError clock(Object who) {
    return new UncontrolledError(
        "%s waits for a time, but the JDK would read the machine's clock: expected the JVM flag %s"
            .formatted(who, AGENT_FLAG));
  }

  static UncontrolledError platformThread(Object who, Thread started) {
    return new UncontrolledError(
        "%s starts platform thread '%s' (%s), which the simulation cannot control: expected virtual"
                .formatted(who, started.getName(), started.getClass().getName())
            + " threads");
  }

  static UncontrolledError platformThreadMade(Object who, String type, String where) {
    return new UncontrolledError(
        "%s makes a platform thread (%s) at %s, which the simulation cannot control: expected"
                .formatted(who, type, where)
            + " virtual threads. (With the JVM flag %s threads that are never started do no harm.)"
                .formatted(AGENT_FLAG));
  }

  static UncontrolledError realIo(Object who, Uncontrolled kind, Caller caller) {
    return new UncontrolledError(
        "%s does real I/O: %s at %s, whose outcome does not follow from the seed: expected a fake"
                .formatted(who, caller.call(), caller.where())
            + " of it, or PlainOptions.withAllowed(Uncontrolled.%s)".formatted(kind));
  }

  static UncontrolledError pinned(Object who) {
    return new UncontrolledError(
        "%s blocks while it is pinned by a native frame or a class initializer, and with it all"
                .formatted(who)
            + " others: expected code that can be suspended");
  }

  static UncontrolledError io(@Nullable String who, Thread thread) {
    return new UncontrolledError(
        "%s waits for real I/O: expected a fake of it\n%s"
            .formatted(who, ThreadReport.stack(thread).stripTrailing()));
  }

  static UncontrolledError differs(Simulated<?> first, Simulated<?> second) {
    String calls =
        first.uncontrolled().stream().map(each -> "\n  " + each).collect(Collectors.joining());
    return new UncontrolledError(
        "the same seed gave another run the second time (%s, then %s): expected a body that makes"
                .formatted(course(first), course(second))
            + " all that it uses, and depends on nothing but its seed"
            + (calls.isEmpty() ? "" : "; it has or may have called:" + calls));
  }

  private static String course(Simulated<?> run) {
    return String.format(
        Locale.ROOT, "%s steps in %s, hash %x", run.steps(), run.elapsed(), run.hash());
  }

  static UncontrolledError outsideWork(EventLoop loop) {
    return new UncontrolledError(
        "the loop waits for something outside of the simulation: expected only its own threads\n"
            + WaitGraph.of(loop).format().indent(2).stripTrailing());
  }
}
