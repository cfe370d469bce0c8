package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.sleep;

import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.TestLoops.Polls;
import org.asyncio4j.TestLoops.Reports;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class LoopObserverTest {

  /** Writes down what it is told. */
  private static final class Notes implements LoopObserver {
    private final List<String> lines = new ArrayList<>();

    @Override
    public void taskCreated(Task<?> task) {
      lines.add("created " + task.getName());
    }

    @Override
    public void stepBegins(Task<?> task) {
      lines.add("begin " + task.getName());
    }

    @Override
    public void stepEnds(Task<?> task) {
      lines.add("end " + task.getName());
    }

    @Override
    public void suspended(Task<?> task, @Nullable Future<?> waitsFor) {
      lines.add(
          "%s waits for %s"
              .formatted(task.getName(), waitsFor == null ? "-" : waitsFor.kindName()));
    }

    @Override
    public void taskDone(Task<?> task) {
      lines.add("%s %s".formatted(task.getName(), task.stateName()));
    }

    @Override
    public void pollBegins(EventLoop loop) {
      lines.add("poll");
    }

    @Override
    public void pollEnds(EventLoop loop) {
      lines.add("batch");
    }
  }

  private final EventLoop loop = new Polls().newLoop();
  private final Notes notes = new Notes();

  @AfterEach
  void close() {
    loop.close();
  }

  private void run(Action body) {
    loop.runUntilComplete(loop.createTask(body, TaskOptions.named("main")));
  }

  @Test
  void observerIsToldInOrder() {
    loop.addObserver(notes);
    run(
        () -> {
          sleep(0);
          await(createTask(() -> sleep(1), TaskOptions.named("child")));
        });

    assertThat(notes.lines)
        .containsExactly(
            "created main",
            "poll",
            "batch",
            "begin main",
            "main waits for -",
            "end main",
            "poll",
            "batch",
            "begin main",
            "created child",
            "main waits for Task",
            "end main",
            "poll",
            "batch",
            "begin child",
            "child waits for Future",
            "end child",
            "poll",
            "batch",
            "poll",
            "batch",
            "begin child",
            "child finished",
            "end child",
            "poll",
            "batch",
            "begin main",
            "main finished",
            "end main",
            "poll",
            "batch");
  }

  @Test
  void eagerStepIsAStepWithinAStep() {
    loop.addObserver(notes);
    run(() -> createTask(() -> 1, TaskOptions.named("eager").withStart(TaskOptions.Start.EAGER)));

    assertThat(notes.lines)
        .filteredOn(line -> !line.equals("poll") && !line.equals("batch"))
        .containsExactly(
            "created main",
            "begin main",
            "created eager",
            "begin eager",
            "eager finished",
            "end eager",
            "main finished",
            "end main");
  }

  @Test
  void cancelledAndFailedTasksAreDoneToo() {
    loop.addObserver(notes);
    run(
        () -> {
          Task<?> cancelled = createTask(() -> sleep(1), TaskOptions.named("cancelled"));
          Task<?> failed =
              createTask(
                  () -> {
                    throw new IllegalStateException("broken");
                  },
                  TaskOptions.named("failed"));
          sleep(0);
          cancelled.cancel();
          assertThat(failed.exception()).hasMessage("broken");
          sleep(0);
          sleep(0);
        });

    assertThat(notes.lines)
        .contains("cancelled cancelled", "failed failed with IllegalStateException");
  }

  @Test
  void failureOfAnObserverIsReportedAndDisturbsNobody() {
    Reports reports = Reports.of(loop);
    var failure = new IllegalStateException("broken");
    loop.addObserver(
        new LoopObserver() {
          @Override
          public void stepBegins(Task<?> task) {
            throw failure;
          }
        });
    loop.addObserver(notes);
    run(() -> {});

    assertThat(reports.only().message()).startsWith("Exception in observer org.asyncio4j.");
    assertThat(reports.only().exception()).containsSame(failure);
    assertThat(notes.lines).contains("begin main", "main finished");
  }

  @Test
  void observerIsAddedOnceAndLeavesWhenRemoved() {
    loop.addObserver(notes);
    loop.addObserver(notes);
    loop.createTask(() -> 1, TaskOptions.named("observed"));
    loop.removeObserver(notes);
    loop.removeObserver(notes);
    run(() -> {});

    assertThat(notes.lines).containsExactly("created observed");
  }
}
