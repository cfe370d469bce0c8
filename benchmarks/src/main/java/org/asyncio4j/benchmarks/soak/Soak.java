package org.asyncio4j.benchmarks.soak;

import java.io.PrintStream;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import org.asyncio4j.EventLoop;
import org.asyncio4j.LoopOptions;
import org.asyncio4j.RunOptions;
import org.asyncio4j.Runner;
import org.asyncio4j.spi.EngineKind;

/**
 * Mixed work on one loop for some minutes, with the books kept.
 *
 * <p>Arguments: {@code [--minutes N | --seconds N] [--seed S] [--engine loop|handoff] [--hostile]}.
 * Exits with 1 if an invariant does not hold, with 2 if the arguments are wrong, with 3 if nothing
 * goes on.
 *
 * @param seconds how long
 * @param seed what chance begins with
 * @param engine on which engine
 * @param mix of what
 * @param plant what is to go wrong
 */
record Soak(double seconds, long seed, EngineKind engine, Mix mix, Plant plant) {
  private static final double LONGEST_PERIOD = 10;
  private static final int PERIODS = 10;
  private static final double HANGS_AFTER = 120;
  private static final long STANDS_AFTER_NANOS = 60_000_000_000L;
  private static final int FAILED = 1;
  private static final int MISUSED = 2;
  private static final int HANGING = 3;

  static void main(String[] arguments) throws InterruptedException {
    Soak soak;
    try {
      soak = parse(List.of(arguments));
    } catch (IllegalArgumentException wrong) {
      System.err.println("soak: " + wrong.getMessage());
      System.exit(MISUSED);
      return;
    }
    System.exit(soak.runWatched(System.out));
  }

  static Soak parse(List<String> arguments) {
    var soak =
        new Soak(
            Duration.ofMinutes(10).toSeconds(),
            ThreadLocalRandom.current().nextInt(1, 1_000_000),
            EngineKind.LOOP,
            Mix.USUAL,
            Plant.NONE);
    for (int i = 0; i < arguments.size(); i += 2) {
      String name = arguments.get(i);
      if (name.equals("--hostile")) {
        soak = new Soak(soak.seconds, soak.seed, soak.engine, Mix.HOSTILE, soak.plant);
        i--; // it has no value
        continue;
      }
      if (i + 1 == arguments.size()) {
        throw new IllegalArgumentException(name + ": expected a value behind it");
      }
      soak = soak.with(name, arguments.get(i + 1));
    }
    if (soak.mix == Mix.HOSTILE && soak.engine == EngineKind.HANDOFF) {
      throw new IllegalArgumentException(
          "--hostile: expected --engine loop, on the other a task blocked in the JDK holds the loop");
    }
    return soak;
  }

  private Soak with(String name, String value) {
    return switch (name) {
      case "--minutes" -> new Soak(60 * positive(name, value), seed, engine, mix, plant);
      case "--seconds" -> new Soak(positive(name, value), seed, engine, mix, plant);
      case "--seed" -> new Soak(seconds, Long.parseLong(value), engine, mix, plant);
      case "--engine" -> new Soak(seconds, seed, engineOf(value), mix, plant);
      default ->
          throw new IllegalArgumentException(
              "%s: expected --minutes, --seconds, --seed, --engine or --hostile".formatted(name));
    };
  }

  private static double positive(String name, String value) {
    double number = Double.parseDouble(value);
    if (!(number > 0)) {
      throw new IllegalArgumentException("%s must be > 0, got %s".formatted(name, value));
    }
    return number;
  }

  private static EngineKind engineOf(String name) {
    EngineKind kind =
        Map.of("loop", EngineKind.LOOP, "handoff", EngineKind.HANDOFF)
            .get(name.toLowerCase(Locale.ROOT));
    if (kind == null) {
      throw new IllegalArgumentException("--engine must be loop or handoff, got " + name);
    }
    return kind;
  }

  /** {@return the exit status} If nothing goes on for minutes, that is found out too. */
  private int runWatched(PrintStream out) throws InterruptedException {
    out.printf(
        Locale.ROOT,
        "soak: %s, %.0f s, seed %s, %s engine, JDK %s%n",
        mix.toString().toLowerCase(Locale.ROOT),
        seconds,
        seed,
        engine.toString().toLowerCase(Locale.ROOT),
        Runtime.version());
    var soakRun = new SoakRun(seed, mix, plant, out);
    int[] status = {HANGING};
    Thread thread =
        Thread.ofPlatform().name("soak").daemon().start(() -> status[0] = report(soakRun, out));
    String complaint = watch(thread, soakRun);
    if (!complaint.isEmpty()) {
      out.println("FAILED: " + complaint);
      ThreadDump.print(out);
      return HANGING;
    }
    return status[0];
  }

  /** {@return what is wrong with the run, if it has not ended} */
  private String watch(Thread thread, SoakRun soakRun) throws InterruptedException {
    long begin = System.nanoTime();
    long end = begin + (long) ((seconds * 1.5 + HANGS_AFTER) * 1e9);
    long progress = -1;
    long since = begin;
    while (!thread.join(Duration.ofSeconds(1))) {
      long now = System.nanoTime();
      if (soakRun.progress() != progress) {
        progress = soakRun.progress();
        since = now;
      }
      if (now - since > STANDS_AFTER_NANOS) {
        return "nothing stands: nothing was counted for a minute";
      }
      if (now > end) {
        return "nothing hangs: the soak has not ended in time";
      }
    }
    return "";
  }

  private int report(SoakRun soakRun, PrintStream out) {
    List<String> failures = run(soakRun);
    failures.forEach(failure -> out.println("FAILED: " + failure));
    out.printf(
        Locale.ROOT, "%s (seed %d)%n", failures.isEmpty() ? "all invariants hold" : "failed", seed);
    return failures.isEmpty() ? 0 : FAILED;
  }

  /** {@return what was found wrong} */
  List<String> run(PrintStream out) {
    return run(new SoakRun(seed, mix, plant, out));
  }

  private List<String> run(SoakRun soakRun) {
    LoopOptions options = LoopOptions.DEFAULT.withEngine(engine);
    RunOptions here =
        RunOptions.DEFAULT.withLoopFactory(
            () -> {
              EventLoop loop = EventLoop.create(options);
              loop.setExceptionHandler(soakRun::reported);
              return loop;
            });
    try (var runner = new Runner(here)) {
      runIn(runner, soakRun);
    }
    return soakRun.failures();
  }

  /** Says at once what has ended the run: what is left behind can keep the runner from closing. */
  private void runIn(Runner runner, SoakRun soakRun) {
    try {
      runner.run(() -> soakRun.run(seconds, Math.min(LONGEST_PERIOD, seconds / PERIODS)));
    } catch (Throwable thrown) {
      soakRun.broken(thrown);
      throw thrown;
    }
  }
}
