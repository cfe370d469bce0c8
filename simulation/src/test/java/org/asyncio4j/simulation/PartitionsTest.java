package org.asyncio4j.simulation;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.getRunningLoop;
import static org.asyncio4j.Asyncio.sleep;

import java.net.ConnectException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.Asyncio;
import org.asyncio4j.Task;
import org.asyncio4j.net.Net;
import org.asyncio4j.net.Streams;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is cut, and healed. */
@Timeout(60)
final class PartitionsTest {
  private static final SimulationOptions FIXED =
      SimulationOptions.DEFAULT.withLink(LinkOptions.DEFAULT.withLatency(Latency.fixed(0.010)));

  private static void run(SimulationProgram program) {
    Simulation.run(FIXED, program);
  }

  private static double now() {
    return getRunningLoop().time();
  }

  @Test
  void partitionStallsAConnectionAndHealingLetsItGoOn() {
    run(
        simulation -> {
          Node server = simulation.node("server");
          Node client = simulation.node("client");
          server.start(Programs::echo);
          client.run(
              () -> {
                try (Streams streams = Net.openConnection("server", Programs.PORT)) {
                  simulation.network().partition(List.of(client), List.of(server));
                  Task<String> answer = createTask(() -> Programs.ask(streams, "hello"));
                  sleep(10);
                  assertThat(answer.done()).isFalse();
                  simulation.network().heal();
                  assertThat(Asyncio.await(answer)).isEqualTo("hello");
                  assertThat(now()).as("when it is sent again").isBetween(10.0, 20.0);
                }
              });
        });
  }

  @Test
  void whatIsOnItsWayWhenThePartitionBeginsIsSentAgain() {
    run(
        simulation -> {
          Node server = simulation.node("server");
          Node client = simulation.node("client");
          server.start(Programs::echo);
          client.run(
              () -> {
                try (Streams streams = Net.openConnection("server", Programs.PORT)) {
                  Task<String> answer = createTask(() -> Programs.ask(streams, "hello"));
                  sleep(0.005);
                  simulation.network().partition(List.of(client), List.of(server));
                  sleep(1);
                  simulation.network().heal(List.of(server), List.of(client));
                  assertThat(Asyncio.await(answer)).isEqualTo("hello");
                }
              });
        });
  }

  @Test
  void senderGivesUpWhenNothingIsConfirmed() {
    Simulation.run(
        FIXED.withNetwork(FIXED.network().withSendTimeout(Duration.ofSeconds(60))),
        simulation -> {
          Node server = simulation.node("server");
          Node client = simulation.node("client");
          server.start(Programs::echo);
          client.run(
              () -> {
                try (Streams streams = Net.openConnection("server", Programs.PORT)) {
                  simulation.network().partition(List.of(client), List.of(server));
                  assertThatThrownBy(() -> Programs.ask(streams, "hello"))
                      .isInstanceOf(ConnectException.class)
                      .hasMessageContaining("Connection timed out");
                  assertThat(now()).isBetween(60.0, 120.0);
                }
              });
        });
  }

  @Test
  void partitionOfOneWayLetsQuestionsThroughButNoAnswers() {
    run(
        simulation -> {
          Node server = simulation.node("server");
          Node client = simulation.node("client");
          List<String> heard = new ArrayList<>();
          server.start(
              () ->
                  Programs.serve(
                      (reader, writer) -> {
                        for (String line : reader.lines()) {
                          heard.add(line);
                          writer.write((line + "\n").getBytes(UTF_8));
                        }
                      }));
          client.run(
              () -> {
                Streams streams = Net.openConnection("server", Programs.PORT);
                simulation.network().partitionOneWay(List.of(server), List.of(client));
                Task<String> answer = createTask(() -> Programs.ask(streams, "hello"));
                sleep(5);
                assertThat(heard).containsExactly("hello");
                assertThat(answer.done()).isFalse();
                simulation.network().heal();
                Asyncio.await(answer);
                streams.close();
              });
        });
  }
}
