package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.sleep;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Callable;
import org.asyncio4j.TestLoops.Polls;
import org.asyncio4j.TestLoops.Reports;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Tasks that end with an exception. */
final class TaskFailureTest {
  private final EventLoop loop = new Polls().newLoop();
  private final Reports reports = Reports.of(loop);

  @AfterEach
  void close() {
    loop.close();
    assertThat(reports.all()).isEmpty();
  }

  @Test
  @Behaviour(71)
  void taskThatThrowsIsDone() {
    var failure = new IOException("broken");
    Task<String> task =
        loop.createTask(
            () -> {
              throw failure;
            });

    assertThatThrownBy(() -> loop.runUntilComplete(task)).isSameAs(failure);

    assertThat(task.done()).isTrue();
    assertThat(task.cancelled()).isFalse();
    assertThat(task.exception()).isSameAs(failure);
    assertThatThrownBy(task::result).isSameAs(failure);
  }

  @Test
  @Behaviour(71)
  void taskThatThrowsAnErrorFailsLikeAnyOther() {
    Task<String> task =
        loop.createTask(
            () -> {
              throw new StackOverflowError("as if");
            });

    assertThatThrownBy(() -> loop.runUntilComplete(task)).isInstanceOf(StackOverflowError.class);
    assertThat(task.exception()).hasMessage("as if");
  }

  @Test
  @Behaviour(71)
  void taskThatIsCancelledIsDone() {
    Task<?> task = loop.createTask(() -> sleep(1));
    task.cancel("reason");

    assertThatThrownBy(() -> loop.runUntilComplete(task)).isInstanceOf(CancelledError.class);

    assertThat(task.done()).isTrue();
    assertThat(task.cancelled()).isTrue();
    assertThatThrownBy(task::result).isInstanceOf(CancelledError.class);
    assertThatThrownBy(task::exception).isInstanceOf(CancelledError.class);
  }

  @Test
  @Behaviour({60, 71})
  void cancelledTaskGivesOutTheErrorThatEndedItOnceAndThenFreshOnes() {
    var thrown = new ArrayList<Throwable>();
    Task<?> task =
        loop.createTask(
            () -> {
              try {
                sleep(1_000);
              } catch (CancelledError error) {
                thrown.add(error);
                throw error;
              }
            });
    loop.callLater(1, task::cancel);

    for (int i = 0; i < 3; i++) {
      try {
        loop.runUntilComplete(task);
      } catch (CancelledError error) {
        thrown.add(error);
      }
    }

    assertThat(thrown).hasSize(4);
    assertThat(thrown.get(1)).isSameAs(thrown.get(0));
    assertThat(thrown.subList(1, 4)).doesNotHaveDuplicates();
  }

  @Test
  @Behaviour(88)
  void exceptionKeepsItsIdentityThroughAChainOfTasks() {
    var failure = new IOException("broken");
    loop.runUntilComplete(
        () -> {
          Task<?> inner =
              createTask(
                  () -> {
                    throw failure;
                  });
          Task<?> outer =
              createTask(
                  () -> {
                    try {
                      await(inner);
                    } finally {
                      sleep(0);
                    }
                  });

          assertThatThrownBy(() -> await(outer)).isSameAs(failure);
          assertThat(inner.exception()).isSameAs(failure);
        });

    assertThat(failure.getCause()).isNull();
    assertThat(failure.getSuppressed()).isEmpty();
  }

  @Test
  @Behaviour(88)
  void exceptionWrappedOnTheWayMakesNoCycle() {
    loop.runUntilComplete(
        () -> {
          Callable<String> failing =
              () -> {
                throw new IOException("inner");
              };
          Task<String> inner = createTask(failing);
          Task<String> outer =
              createTask(
                  () -> {
                    try {
                      return await(inner);
                    } catch (Exception e) {
                      throw new IllegalStateException("outer", e);
                    }
                  });
          assertThatThrownBy(() -> await(outer)).hasMessage("outer").hasRootCauseMessage("inner");
          assertThat(causes(outer.exception())).hasSize(2);
        });
  }

  private static Set<Throwable> causes(Throwable thrown) {
    var seen = new HashSet<Throwable>();
    for (Throwable each = thrown; each != null && seen.add(each); ) {
      each = each.getCause();
    }
    return seen;
  }
}
