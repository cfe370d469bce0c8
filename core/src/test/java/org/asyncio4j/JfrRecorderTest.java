package org.asyncio4j;

import static org.assertj.core.api.Assertions.assertThat;
import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.sleep;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.asyncio4j.testing.VirtualTime;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class JfrRecorderTest {
  private static final String TASK = "org.asyncio4j.Task";
  private static final String SLOW_STEP = "org.asyncio4j.SlowStep";

  @TempDir Path directory;

  private static void program(Consumer<EventLoop> preparation) {
    EventLoop loop = VirtualTime.newEventLoop();
    preparation.accept(loop);
    loop.runUntilComplete(
        loop.createTask(
            () -> {
              Task<?> child =
                  createTask(
                      () -> {
                        sleep(1);
                        throw new IllegalStateException("broken");
                      },
                      TaskOptions.named("child"));
              try {
                await(child);
              } catch (IllegalStateException expected) {
                sleep(0);
              }
            },
            TaskOptions.named("main")));
    loop.close();
  }

  private List<RecordedEvent> record(Recording recording) throws IOException {
    return record(recording, loop -> loop.addObserver(new JfrRecorder()));
  }

  private List<RecordedEvent> record(Recording recording, Consumer<EventLoop> preparation)
      throws IOException {
    try (recording) {
      recording.start();
      program(preparation);
      recording.stop();
      Path file = directory.resolve("recording.jfr");
      recording.dump(file);
      return RecordingFile.readAllEvents(file).stream()
          .filter(event -> event.getEventType().getName().startsWith("org.asyncio4j."))
          .toList();
    }
  }

  @Test
  void recordingHasTasksAndSlowSteps() throws IOException {
    var recording = new Recording();
    recording.enable(TASK);
    recording.enable(SLOW_STEP).withThreshold(Duration.ZERO);

    List<RecordedEvent> events = record(recording);

    assertThat(events)
        .filteredOn(event -> event.getEventType().getName().equals(TASK))
        .extracting(event -> event.getString("taskName") + ": " + event.getString("outcome"))
        .containsExactlyInAnyOrder("child: failed with IllegalStateException", "main: finished");
    assertThat(events)
        .filteredOn(event -> event.getEventType().getName().equals(SLOW_STEP))
        .extracting(event -> event.getString("taskName"))
        .containsExactly("main", "child", "child", "main", "main");
  }

  @Test
  void propertyGivesEveryLoopARecorder() throws IOException {
    var recording = new Recording();
    recording.enable(TASK);
    System.setProperty("asyncio4j.jfr", "true");
    try {
      assertThat(record(recording, loop -> {})).hasSize(2);
    } finally {
      System.clearProperty("asyncio4j.jfr");
    }
  }

  @Test
  void eventsAreOffUnlessTheRecordingEnablesThem() throws IOException {
    assertThat(record(new Recording())).isEmpty();
  }
}
