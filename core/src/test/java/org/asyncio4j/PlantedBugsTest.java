package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Constructor;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Each guard of the primitives is needed, and exploration finds that it is missing: a copy of core
 * without it is made, and an ordinary program run on that, which passes in asyncio's order, and
 * must fail within the stated number of schedules, or of cancellations.
 */
@DisabledIfSystemProperty(
    named = "asyncio4j.engine",
    matches = "handoff",
    disabledReason = "the primitives are the same on both engines")
final class PlantedBugsTest {

  static Stream<Arguments> mutants() {
    return Stream.of(
        mutant(
            "the lock is not handed on by a cancelled waiter that was chosen",
            Lock.class,
            """
                if (thrown instanceof CancelledError && !locked) {
                  wakeFirst();
                }
            """,
            "",
            "lockLetsOneInAtATimeInOrderOfArrival",
            100),
        mutant(
            "a newcomer does not queue up behind those who wait for the lock",
            Lock.class,
            "return locked || !nobodyWaits();",
            "return locked;",
            "lockLetsOneInAtATimeInOrderOfArrival",
            100),
        mutant(
            "a lock's waiter that is done already is woken again",
            Lock.class,
            "if (first != null && !first.done()) {",
            "if (first != null) {",
            "lockLetsOneInAtATimeInOrderOfArrival",
            100),
        mutant(
            "the permit of a cancelled waiter is lost",
            Semaphore.class,
            "      value++; // it had been given to us\n",
            "",
            "semaphoreOfOneIsFairToo",
            100),
        mutant(
            "the permit of a cancelled waiter is not handed on",
            Semaphore.class,
            """
                  value++; // it had been given to us
                }
                handOut();
            """,
            """
                  value++; // it had been given to us
                }
            """,
            "semaphoreOfOneIsFairToo",
            100),
        mutant(
            "a newcomer takes a permit though others wait",
            Semaphore.class,
            "return value == 0 || somebodyWaits();",
            "return value == 0;",
            "semaphoreOfOneIsFairToo",
            100),
        mutant(
            "those who queued for order only are not woken",
            Semaphore.class,
            """
                waiters.remove(permit);
                handOut();
              }

              /** The wait for a permit has thrown. */
            """,
            """
                waiters.remove(permit);
              }

              /** The wait for a permit has thrown. */
            """,
            "semaphoreLosesNoPermit",
            100),
        mutant(
            "a cancelled waiter does not pass on the signal that it has got",
            ConditionWait.class,
            """
                      condition.passSignalOn();
                      throw Throwables.sneak(pending);
            """,
            """
                      throw Throwables.sneak(pending);
            """,
            "signalOfAConditionReachesSomebodyWhoNeedsIt",
            100),
        mutant(
            "a waiter that is cancelled while it locks again comes out without the lock",
            ConditionWait.class,
            "if (!(thrown instanceof CancelledError)) {",
            "if (thrown != null) {",
            "signalOfAConditionReachesSomebodyWhoNeedsIt",
            100),
        mutant(
            "the item of a cancelled getter wakes nobody else",
            Queue.class,
            "      wakeNext(getters); // an item was meant for us\n",
            "",
            "queueLosesNoItem",
            100),
        mutant(
            "the slot of a cancelled putter wakes nobody else",
            Queue.class,
            "      wakeNext(putters); // a slot was meant for us\n",
            "",
            "queueLosesNoItem",
            100),
        mutant(
            "a woken getter does not look whether the item is still there",
            Queue.class,
            "while (getMustWait()) {",
            "if (getMustWait()) {",
            "queueLosesNoItem",
            100),
        mutant(
            "a woken putter does not look whether there is still room",
            Queue.class,
            "while (putMustWait()) {",
            "if (putMustWait()) {",
            "queueLosesNoItem",
            100),
        mutant(
            "a cancelled getter stays in the queue",
            Queue.class,
            "withdraw(getter, getters);",
            "getter.cancel();",
            "queueLosesNoItem",
            100),
        mutant(
            "who comes while a barrier drains is let in",
            Barrier.class,
            "return state != State.DRAINING && state != State.RESETTING;",
            "return state != State.RESETTING;",
            "barrierLetsPairsPass",
            100),
        mutant(
            "nobody tells those who wait for the barrier to have drained",
            Barrier.class,
            """
                    state = State.FILLING;
                  }
                  changed.signalAll();
            """,
            """
                    state = State.FILLING;
                  }
            """,
            "barrierLetsPairsPass",
            100),
        mutant(
            "a cancelled party is still counted",
            BarrierWait.class,
            """
                } else if (state == State.PASSING) {
                  leave();
                }
            """,
            """
                } else if (state == State.PASSING) {
                  barrier.changed().release();
                }
            """,
            "barrierLetsPairsPass",
            100),
        mutant(
            "who comes during a reset is taken for one of those who are reset",
            Barrier.class,
            "return state != State.DRAINING && state != State.RESETTING;",
            "return state != State.DRAINING;",
            "resetOfABarrierIsForThoseWhoAreThere",
            100),
        mutant(
            "setting an event wakes a waiter that is cancelled already",
            Event.class,
            """
                    if (!waiter.done()) {
                      waiter.finish(null);
                    }
            """,
            """
                    waiter.finish(null);
            """,
            "eventLetsAllPass",
            100));
  }

  private static Arguments mutant(
      String name, Class<?> type, String piece, String instead, String program, int within) {
    return Arguments.of(
        Named.of(name, new Mutant(name, type, piece, instead)), program, within);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mutants")
  void isFound(Mutant mutant, String program, int within) throws Exception {
    Constructor<?> hunts =
        mutant
            .load()
            .loadClass(Hunt.class.getName())
            .getDeclaredConstructor(String.class, int.class);
    hunts.setAccessible(true);

    String found = (String) ((Callable<?>) hunts.newInstance(program, within)).call();

    System.out.printf("%s, %s: %s%n", mutant.type().getSimpleName(), mutant.name(), found);
    assertThat(found).matches("(?s)(schedule|cancellation) .*");
  }
}
