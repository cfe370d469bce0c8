package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.gatherOutcomes;
import static org.asyncio4j.Asyncio.sleep;

import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.TestLoops.Reports;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What goes for one of the two throwables that leave the loop goes for the other. */
final class LeavesTheLoopTest {
  private final EventLoop loop = VirtualTime.newEventLoop();
  private final Reports reports = Reports.of(loop);
  private final List<String> trace = new ArrayList<>();

  static List<Error> both() {
    return List.of(new KeyboardInterrupt(), new SystemExit(3));
  }

  @AfterEach
  void closeTheLoop() {
    loop.close();
    assertThat(reports.all()).isEmpty();
  }

  private Task<?> throwingAfter(double seconds, Error leaves) {
    return loop.createTask(
        () -> {
          sleep(seconds);
          throw leaves;
        });
  }

  private void tracingItsCancellation() {
    try {
      sleep(1000);
    } catch (CancelledError cancelled) {
      trace.add("child cancelled");
      throw cancelled;
    }
  }

  @ParameterizedTest
  @MethodSource("both")
  @Behaviour(19)
  void itLeavesACallbackAndTheRestOfTheBatchRunsLater(Error leaves) {
    loop.callSoon(
        () -> {
          throw leaves;
        });
    loop.callSoon(() -> trace.add("after"));

    assertThatThrownBy(loop::runForever).isSameAs(leaves);

    assertThat(trace).isEmpty();
    loop.callSoon(loop::stop);
    loop.runForever();
    assertThat(trace).containsExactly("after");
  }

  @ParameterizedTest
  @MethodSource("both")
  @Behaviour({85, 86})
  void itIsStoredInTheTaskAndThrownAgainToWhoeverAwaitsThat(Error leaves) {
    Task<?> leaving = throwingAfter(1, leaves);
    Task<?> waiting = loop.createTask(() -> await(leaving));
    Task<?> other = loop.createTask(() -> sleep(5));

    assertThatThrownBy(loop::runForever).isSameAs(leaves);

    assertThat(leaving.exception()).isSameAs(leaves);
    assertThat(waiting.done()).isFalse();
    assertThat(other.done()).isFalse();
    assertThatThrownBy(() -> loop.runUntilComplete(other)).isSameAs(leaves);
    assertThat(waiting.exception()).isSameAs(leaves);
    loop.runUntilComplete(other);
  }

  @ParameterizedTest
  @MethodSource("both")
  @Behaviour(111)
  void inResponseToACancellationItIsTheTasksException(Error leaves) {
    Task<?> task =
        loop.createTask(
            () -> {
              try {
                sleep(1000);
              } catch (CancelledError cancelled) {
                throw leaves;
              }
            });
    loop.callLater(1, task::cancel);

    assertThatThrownBy(() -> loop.runUntilComplete(task)).isSameAs(leaves);

    assertThat(task.cancelled()).isFalse();
    assertThat(task.exception()).isSameAs(leaves);
  }

  @ParameterizedTest
  @MethodSource("both")
  @Behaviour(150)
  void itLeavesTheLoopThoughOutcomesAreCollected(Error leaves) {
    Task<?> main = loop.createTask(() -> await(gatherOutcomes(List.of(throwingAfter(1, leaves)))));

    assertThatThrownBy(() -> loop.runUntilComplete(main)).isSameAs(leaves);

    assertThat(main.done()).isFalse();
    loop.runUntilComplete(main);
  }

  @ParameterizedTest
  @MethodSource("both")
  @Behaviour(177)
  void itComesBareOutOfTheBodyOfAGroupOnceTheTasksHaveEnded(Error leaves) {
    Task<?> main =
        loop.createTask(
            () ->
                TaskGroup.run(
                    group -> {
                      group.createTask(this::tracingItsCancellation);
                      sleep(1);
                      throw leaves;
                    }));

    assertThatThrownBy(() -> loop.runUntilComplete(main)).isSameAs(leaves);

    assertThat(trace).containsExactly("child cancelled");
    assertThat(main.exception()).isSameAs(leaves);
  }

  @ParameterizedTest
  @MethodSource("both")
  @Behaviour(178)
  void fromATaskOfAGroupItLeavesTheLoopFirst(Error leaves) {
    Task<?> main =
        loop.createTask(
            () ->
                TaskGroup.run(
                    group -> {
                      group.createTask(this::tracingItsCancellation);
                      group.createTask(
                          () -> {
                            sleep(1);
                            throw leaves;
                          });
                    }));

    assertThatThrownBy(() -> loop.runUntilComplete(main)).isSameAs(leaves);
    assertThat(trace).isEmpty();

    assertThatThrownBy(() -> loop.runUntilComplete(main)).isSameAs(leaves);
    assertThat(trace).containsExactly("child cancelled");
    assertThat(main.exception()).isSameAs(leaves);
  }
}
