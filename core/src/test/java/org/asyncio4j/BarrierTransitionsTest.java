package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Scenario.settle;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Walks every state of a {@link Barrier} of two with everything that can happen to it. A state is
 * reached by its history: somebody comes and waits, then passes, resets or aborts.
 */
@Explored
final class BarrierTransitionsTest {
  private final Barrier barrier = new Barrier(2);
  private final List<Task<?>> inside = new ArrayList<>();

  @ParameterizedTest(name = "[{0}] {1}: {2}, {3}")
  @CsvSource({
    // nobody inside
    "'',        come,   waits,   'FILLING, waiting=1/2'",
    "'',        reset,  nothing, 'FILLING, waiting=0/2'",
    "'',        abort,  nothing, 'BROKEN, waiting=0/2'",
    "'',        leave,  nothing, 'FILLING, waiting=0/2'",
    // one waits
    "come,      come,   passes,  'DRAINING, waiting=0/2'",
    "come,      reset,  nothing, 'RESETTING, waiting=0/2'",
    "come,      abort,  nothing, 'BROKEN, waiting=0/2'",
    "come,      leave,  nothing, 'FILLING, waiting=1/2'",
    "come,      cancel, nothing, 'FILLING, waiting=0/2'",
    // one has passed, the other has not left yet
    "come+come, come,   waits,   'DRAINING, waiting=0/2'",
    "come+come, reset,  nothing, 'RESETTING, waiting=0/2'",
    "come+come, abort,  nothing, 'BROKEN, waiting=0/2'",
    "come+come, leave,  nothing, 'FILLING, waiting=0/2'",
    "come+come, cancel, nothing, 'FILLING, waiting=0/2'",
    // reset, and the one that waited has not left yet
    "come+reset, come,   waits,   'RESETTING, waiting=0/2'",
    "come+reset, reset,  nothing, 'RESETTING, waiting=0/2'",
    "come+reset, abort,  nothing, 'BROKEN, waiting=0/2'",
    "come+reset, leave,  nothing, 'FILLING, waiting=0/2'",
    "come+reset, cancel, nothing, 'FILLING, waiting=0/2'",
    // aborted, and the one that waited has not left yet
    "come+abort, come,   refused, 'BROKEN, waiting=0/2'",
    "come+abort, reset,  nothing, 'RESETTING, waiting=0/2'",
    "come+abort, abort,  nothing, 'BROKEN, waiting=0/2'",
    "come+abort, leave,  nothing, 'BROKEN, waiting=0/2'",
    "come+abort, cancel, nothing, 'BROKEN, waiting=0/2'",
    // aborted, nobody inside
    "abort,     come,   refused, 'BROKEN, waiting=0/2'",
    "abort,     reset,  nothing, 'FILLING, waiting=0/2'",
    "abort,     abort,  nothing, 'BROKEN, waiting=0/2'",
    "abort,     leave,  nothing, 'BROKEN, waiting=0/2'",
  })
  @Behaviour({217, 218, 219})
  void everyStateMeetsEveryEvent(String history, String event, String outcome, String state) {
    Scenario.run(
        () -> {
          getRunningLoop().setExceptionHandler((_, _) -> {}); // nobody asks how the tasks end
          for (String past : history.split("\\+", -1)) {
            happens(past);
          }

          assertThat(happens(event)).isEqualTo(outcome);

          assertThat(barrier).hasToString("Barrier[" + state + "]");
        });
  }

  private String happens(String event) {
    switch (event) {
      case "" -> {}
      case "come" -> {
        return come();
      }
      case "reset" -> barrier.reset();
      case "abort" -> barrier.abort();
      case "leave" -> settle();
      case "cancel" -> {
        inside.getFirst().cancel();
        settle();
      }
      default -> throw new IllegalArgumentException("no such event: " + event);
    }
    return "nothing";
  }

  /** Eagerly, so that nobody else moves meanwhile. */
  private String come() {
    var eager = TaskOptions.DEFAULT.withStart(TaskOptions.Start.EAGER);
    var task = createTask(() -> barrier.await(), eager);
    if (!task.done()) {
      inside.add(task);
      return "waits";
    }
    return task.exception() instanceof BrokenBarrierException ? "refused" : "passes";
  }
}
