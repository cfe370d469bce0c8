package org.asyncio4j.internal.engine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.sleep;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.asyncio4j.Asyncio;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An exception that is going to be thrown on is found, wherever it is held. */
final class LiveStackTest {
  private static final class Problem extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Throws the problem, and looks while it is held. */
  interface Holder {
    void hold(Problem problem, Runnable look);
  }

  static List<Holder> holders() {
    return List.of(
        LiveStackTest::inCatch,
        LiveStackTest::inFinally,
        LiveStackTest::inTheEndOfTry,
        LiveStackTest::inACallersVariable,
        LiveStackTest::asAnOperand);
  }

  private static void inCatch(Problem problem, Runnable look) {
    try {
      throw problem;
    } catch (Problem held) {
      look.run();
      throw held;
    }
  }

  private static void inFinally(Problem problem, Runnable look) {
    try {
      throw problem;
    } finally {
      look.run();
    }
  }

  private static void inTheEndOfTry(Problem problem, Runnable look) {
    interface Quiet extends AutoCloseable {
      @Override
      void close();
    }
    try (Quiet _ = look::run) {
      throw problem;
    }
  }

  private static void inACallersVariable(Problem problem, Runnable look) {
    RuntimeException failure = null;
    try {
      throw problem;
    } catch (Problem e) {
      failure = e;
    }
    inAMethodBelow(10, look);
    throw failure;
  }

  private static void inAMethodBelow(int depth, Runnable look) {
    if (depth > 0) {
      inAMethodBelow(depth - 1, look);
    } else {
      look.run();
    }
  }

  private static void asAnOperand(Problem problem, Runnable look) {
    throw firstOf(problem, looked(look));
  }

  private static Problem firstOf(Problem problem, boolean ignored) {
    return problem;
  }

  private static boolean looked(Runnable look) {
    look.run();
    return true;
  }

  @ParameterizedTest
  @MethodSource("holders")
  void exceptionIsFoundInColdCodeAndInHotCode(Holder holder) {
    var missed = new ArrayList<Integer>();
    for (int i = 0; i < 6_000; i++) { // until the compilers have been there
      int round = i;
      var problem = new Problem();
      try {
        holder.hold(
            problem,
            () -> {
              if (!LiveStack.throwables().contains(problem)) {
                missed.add(round);
              }
            });
      } catch (Problem thrownOn) {
        assertThat(thrownOn).isSameAs(problem);
      }
    }

    assertThat(missed).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("holders")
  void exceptionIsFoundOnAStackThatWasSuspended(Holder holder) {
    var problem = new Problem();
    var found = new ArrayList<Set<Throwable>>();

    Asyncio.run(
        () -> {
          try {
            holder.hold(
                problem,
                () -> {
                  sleep(0);
                  found.add(LiveStack.throwables());
                });
          } catch (Problem thrownOn) {
            sleep(0);
          }
        });

    assertThat(found.getFirst()).contains(problem);
  }
}
