package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Exploring.Mode.CANCELLATIONS;
import static org.asyncio4j.Exploring.Mode.SCHEDULES;

import java.lang.reflect.Constructor;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.asyncio4j.Exploring.Mode;
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
            CANCELLATIONS,
            50),
        mutant(
            "a newcomer does not queue up behind those who wait for the lock",
            Lock.class,
            "return locked || !nobodyWaits();",
            "return locked;",
            "lockLetsOneInAtATimeInOrderOfArrival",
            SCHEDULES,
            50),
        mutant(
            "a lock's waiter that is done already is woken again",
            Lock.class,
            "if (first != null && !first.done()) {",
            "if (first != null) {",
            "lockLetsOneInAtATimeInOrderOfArrival",
            CANCELLATIONS,
            50),
        mutant(
            "the permit of a cancelled waiter is lost",
            Semaphore.class,
            "      value++; // it had been given to us\n",
            "",
            "semaphoreOfOneIsFairToo",
            CANCELLATIONS,
            50),
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
            CANCELLATIONS,
            50),
        mutant(
            "those who queued for order only are not woken",
            Semaphore.class,
            """
                waiters.leave(permit);
                handOut();
              }

              /** The wait for a permit has thrown. */
            """,
            """
                waiters.leave(permit);
              }

              /** The wait for a permit has thrown. */
            """,
            "semaphoreLosesNoPermit",
            SCHEDULES,
            50),
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
            CANCELLATIONS,
            50),
        mutant(
            "a waiter that is cancelled while it locks again comes out without the lock",
            ConditionWait.class,
            "if (!(thrown instanceof CancelledError)) {",
            "if (thrown != null) {",
            "signalOfAConditionReachesSomebodyWhoNeedsIt",
            CANCELLATIONS,
            50),
        mutant(
            "the item of a cancelled getter wakes nobody else",
            Queue.class,
            "      wakeNext(getters); // an item was meant for us\n",
            "",
            "queueLosesNoItem",
            CANCELLATIONS,
            50),
        mutant(
            "the slot of a cancelled putter wakes nobody else",
            Queue.class,
            "      wakeNext(putters); // a slot was meant for us\n",
            "",
            "queueLosesNoItem",
            CANCELLATIONS,
            50),
        mutant(
            "a woken getter does not look whether the item is still there",
            Queue.class,
            "while (getMustWait()) {",
            "if (getMustWait()) {",
            "everyGetterOfAQueueGetsAnItem",
            SCHEDULES,
            50),
        mutant(
            "a woken putter does not look whether there is still room",
            Queue.class,
            "while (putMustWait()) {",
            "if (putMustWait()) {",
            "queueLosesNoItem",
            SCHEDULES,
            50),
        mutant(
            "a cancelled getter stays in the queue",
            Queue.class,
            "withdraw(getter, getters);",
            "getter.cancel();",
            "queueLosesNoItem",
            CANCELLATIONS,
            50),
        mutant(
            "who comes while a barrier drains is let in",
            Barrier.class,
            "return state != State.DRAINING && state != State.RESETTING;",
            "return state != State.RESETTING;",
            "barrierLetsPairsPass",
            SCHEDULES,
            50),
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
            SCHEDULES,
            50),
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
            CANCELLATIONS,
            50),
        mutant(
            "a cancelled party keeps its number",
            Barrier.class,
            "    filling.remove(leaving);\n",
            "",
            "barrierGivesOutEachNumberOnce",
            CANCELLATIONS,
            50),
        mutant(
            "who comes during a reset is taken for one of those who are reset",
            Barrier.class,
            "return state != State.DRAINING && state != State.RESETTING;",
            "return state != State.DRAINING;",
            "resetOfABarrierIsForThoseWhoAreThere",
            SCHEDULES,
            50),
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
            CANCELLATIONS,
            50));
  }

  private static Arguments mutant(
      String name,
      Class<?> type,
      String piece,
      String instead,
      String program,
      Mode mode,
      int within) {
    return Arguments.of(new Mutant(name, type, piece, instead), program, mode, within);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("mutants")
  void isFound(Mutant mutant, String program, Mode mode, int within) throws Exception {
    Constructor<?> hunts =
        mutant
            .load()
            .loadClass(Hunt.class.getName())
            .getDeclaredConstructor(String.class, String.class, int.class);
    hunts.setAccessible(true);

    String found = (String) ((Callable<?>) hunts.newInstance(program, mode.name(), within)).call();

    System.out.printf("%s: %s, by %s of %s%n", mutant, found, mode, program);
    assertThat(found).startsWith("found by run");
  }
}
