package org.asyncio4j.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.sleep;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Disks and power. */
@Timeout(60)
final class DiskTest {

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }

  private static String text(Disk disk, String file) throws IOException {
    return new String(disk.read(file), UTF_8);
  }

  private static void powerCycle(Node node) {
    node.crash();
    node.restart();
  }

  @Test
  void whatWasSyncedOutlivesACrashAndTheRestDoesNot() {
    Simulation.run(
        1,
        simulation -> {
          Node node = simulation.node("node");
          Disk disk = node.disk();
          disk.append("log", bytes("synced "));
          disk.sync("log");
          disk.append("log", bytes("not synced"));
          disk.write("new", bytes("never synced"));
          assertThat(text(disk, "log")).isEqualTo("synced not synced");

          powerCycle(node);

          assertThat(text(disk, "log")).isEqualTo("synced ");
          assertThat(disk.exists("new")).isFalse();
          assertThat(disk.names()).containsExactly("log");
        });
  }

  @Test
  void killLeavesWhatWasWritten() {
    Simulation.run(
        1,
        simulation -> {
          Node node = simulation.node("node");
          node.disk().write("file", bytes("written"));
          node.kill();
          assertThat(text(node.disk(), "file")).isEqualTo("written");
        });
  }

  @Test
  void syncThatWasNotOverHasSyncedNothing() {
    Simulation.run(
        1,
        simulation -> {
          Node node = simulation.node("node");
          Disk disk = node.disk();
          disk.setLatency(Latency.fixed(0), Latency.fixed(1));
          node.start(
              () -> {
                disk.write("file", bytes("x"));
                disk.sync("file");
              });
          sleep(0.5);
          powerCycle(node);
          sleep(0.9);
          assertThat(disk.exists("file")).isTrue();
          powerCycle(node);
          assertThat(disk.exists("file")).isFalse();
          sleep(1.5);
          powerCycle(node);
          assertThat(disk.exists("file")).isTrue();
        });
  }

  @Test
  void syncIsOfWhatWasThereWhenItBegan() {
    Simulation.run(
        1,
        simulation -> {
          Node node = simulation.node("node");
          Disk disk = node.disk();
          disk.setLatency(Latency.fixed(0), Latency.fixed(1));
          disk.write("file", bytes("early"));
          var syncing = createTask(() -> disk.sync("file"));
          sleep(0.5);
          disk.append("file", bytes(" late"));
          org.asyncio4j.Asyncio.await(syncing);
          powerCycle(node);
          assertThat(text(disk, "file")).isEqualTo("early");
        });
  }

  @Test
  void tornWritesEndAtSomeByte() {
    var seen = new TreeSet<String>();
    for (int seed = 0; seed < 100; seed++) {
      Simulation.run(
          seed,
          simulation -> {
            Node node = simulation.node("node");
            Disk disk = node.disk();
            disk.setTearing(0.5);
            disk.append("log", bytes("ab"));
            disk.sync("log");
            disk.append("log", bytes("cd"));
            powerCycle(node);
            seen.add(text(disk, "log"));
          });
    }
    assertThat(seen).containsExactly("ab", "abc", "abcd");
  }

  @Test
  void missingFilesAreNamed() {
    Simulation.run(
        1,
        simulation -> {
          Disk disk = simulation.node("node").disk();
          assertThatThrownBy(() -> disk.read("none"))
              .isInstanceOf(FileNotFoundException.class)
              .hasMessage("none: No such file or directory");
          assertThatThrownBy(() -> disk.sync("none")).isInstanceOf(FileNotFoundException.class);
          assertThatThrownBy(() -> disk.delete("none")).isInstanceOf(FileNotFoundException.class);
          disk.write("some", bytes(""));
          disk.delete("some");
          assertThat(disk.names()).isEmpty();
        });
  }

  @Test
  void faultsFillItAndBreakIt() {
    Simulation.run(
        SimulationOptions.DEFAULT.withFaults(FaultPlan.once("disk.full").withOnce("disk.error")),
        simulation -> {
          Disk disk = simulation.node("node").disk();
          assertThatThrownBy(() -> disk.write("file", bytes("x")))
              .hasMessage("file: Input/output error");
          assertThatThrownBy(() -> disk.append("file", bytes("x")))
              .hasMessage("file: No space left on device");
          assertThat(disk.names()).isEmpty();
          disk.write("file", bytes("x"));
        });
  }

  @Test
  void aSyncThatBeganEarlierTakesNothingBackFromALaterOne() {
    Simulation.run(
        1,
        simulation -> {
          Node node = simulation.node("node");
          Disk disk = node.disk();
          disk.setLatency(Latency.fixed(0), Latency.fixed(1));
          disk.append("log", bytes("early"));
          var slow = createTask(() -> disk.sync("log"));
          sleep(0.1);
          disk.setLatency(Latency.fixed(0), Latency.fixed(0.1));
          disk.append("log", bytes(" late"));
          disk.sync("log");
          org.asyncio4j.Asyncio.await(slow);
          powerCycle(node);
          assertThat(text(disk, "log")).isEqualTo("early late");
        });
  }

  @Test
  void renamedFileReplacesAnotherAsFarAsItWasSynced() {
    Simulation.run(
        1,
        simulation -> {
          Node node = simulation.node("node");
          Disk disk = node.disk();
          disk.write("state", bytes("old"));
          disk.sync("state");
          disk.write("new", bytes("first"));
          disk.sync("new");
          disk.rename("new", "state");
          powerCycle(node);
          assertThat(disk.names()).containsExactly("state");
          assertThat(text(disk, "state")).isEqualTo("first");

          disk.write("new", bytes("second"));
          disk.rename("new", "state");
          assertThat(text(disk, "state")).isEqualTo("second");
          powerCycle(node);
          assertThat(disk.names()).as("it was never synced").isEmpty();
          assertThatThrownBy(() -> disk.rename("none", "some"))
              .isInstanceOf(FileNotFoundException.class)
              .hasMessage("none: No such file or directory");
        });
  }

  @Test
  void syncThatACrashHasCutOffSyncsNothingAfterwards() {
    Simulation.run(
        1,
        simulation -> {
          Node node = simulation.node("node");
          Disk disk = node.disk();
          disk.setLatency(Latency.fixed(0), Latency.fixed(1));
          disk.write("file", bytes("old"));
          disk.sync("file");
          disk.write("file", bytes("new"));
          var syncing = createTask(() -> disk.sync("file"));
          sleep(0.5);
          powerCycle(node);
          org.asyncio4j.Asyncio.await(syncing);
          assertThat(text(disk, "file")).isEqualTo("old");
          powerCycle(node);
          assertThat(text(disk, "file")).isEqualTo("old");
        });
  }
}
