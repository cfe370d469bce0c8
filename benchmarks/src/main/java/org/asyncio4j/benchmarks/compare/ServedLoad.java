package org.asyncio4j.benchmarks.compare;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How much servers answer, and how soon; and what connections cost them that do nothing.
 *
 * <p>A server says its port, then that it is ready, and ends with its input. The load generator
 * says that it is ready when its connections are there and each has had one right answer.
 */
final class ServedLoad {
  private static final String READY = "ready";
  private static final int FIRST_CONNECTIONS = 50;
  private static final double MICROS_TO_NANOS = TimeUnit.MICROSECONDS.toNanos(1);

  private final Effort effort;
  private final Results results;
  private final Rig rig;

  /** A server and who keeps it busy. */
  private record Pair(ContestantProcess server, ContestantProcess load) {
    void close() {
      load.finish();
      load.close();
      server.finish();
      server.close();
    }
  }

  ServedLoad(Effort effort, Results results, Rig rig) {
    this.effort = effort;
    this.results = results;
    this.rig = rig;
  }

  /** Measures all contestants in turn, each server with connections of its own. */
  void measure(Workload workload, Traffic traffic) {
    var pairs = new ArrayList<Pair>();
    try {
      for (Contestant contestant : results.present()) {
        Pair pair = start(contestant, workload, traffic);
        if (pair != null) {
          pairs.add(pair);
        }
      }
      for (int round = 0; round < effort.rounds(); round++) {
        pairs.removeIf(pair -> !measureOnce(pair, workload));
      }
    } finally {
      pairs.forEach(Pair::close);
    }
  }

  private @Nullable Pair start(Contestant contestant, Workload workload, Traffic traffic) {
    ContestantProcess server = null;
    ContestantProcess load = null;
    try {
      server = startServer(contestant, workload, traffic);
      if (server == null) {
        return null;
      }
      String port = server.answer();
      server.expect(READY);
      warmUp(workload, traffic, port);
      load = connect(workload, traffic, port, effort.size(workload));
      load.ask("go " + effort.serverWarmUpMillis(), 3);
      return new Pair(server, load);
    } catch (ContestantException failed) {
      results.add(new Failure(contestant.id(), workload, failed.reason()));
      if (load != null) {
        load.close();
      }
      if (server != null) {
        server.close();
      }
      return null;
    }
  }

  // By connections that are not measured: the code of a connection that a server takes when it has
  // just started may stay interpreted as long as the connection lives.
  private void warmUp(Workload workload, Traffic traffic, String port) throws ContestantException {
    try (ContestantProcess load = connect(workload, traffic, port, effort.size(workload))) {
      load.ask("go " + effort.serverWarmUpMillis(), 3);
    }
  }

  private @Nullable ContestantProcess startServer(
      Contestant contestant, Workload workload, Traffic traffic) throws ContestantException {
    List<String> command =
        traffic.needsKey()
            ? contestant.command(workload, traffic.mode(), rig.keys().folder())
            : contestant.command(workload, traffic.mode());
    return command.isEmpty()
        ? null
        : ContestantProcess.start(
            contestant, Rig.concat(rig.serversCore(), command), effort.patience());
  }

  private ContestantProcess connect(
      Workload workload, Traffic traffic, String port, int connections) throws ContestantException {
    List<String> command =
        rig.load().command(workload, port, traffic.kind(), connections, traffic.bytes());
    ContestantProcess load =
        ContestantProcess.start(
            rig.load(), Rig.concat(rig.loadsCore(), command), effort.patience());
    try {
      load.expect(READY);
      return load;
    } catch (ContestantException failed) {
      load.close();
      throw failed;
    }
  }

  private boolean measureOnce(Pair pair, Workload workload) {
    Contestant contestant = pair.server().contestant();
    try {
      int millis = effort.serverRoundMillis();
      long before = pair.server().cpuNanos();
      double[] said = pair.load().ask("go " + millis, 3);
      double cpu = pair.server().cpuNanos() - before;
      double answers = said[0] * millis / TimeUnit.SECONDS.toMillis(1);
      var latency = new Latency(said[1] * MICROS_TO_NANOS, said[2] * MICROS_TO_NANOS);
      results.add(
          contestant, workload, new Sample(said[0], answers > 0 ? cpu / answers : 0, latency));
      return true;
    } catch (ContestantException failed) {
      results.add(new Failure(contestant.id(), workload, failed.reason()));
      pair.close();
      return false;
    }
  }

  /** Measures how much the servers grow by connections, each time in a new process. */
  void measureIdle(Workload workload, Traffic traffic) {
    Set<Contestant> out = new HashSet<>();
    for (int run = 0; run < effort.memoryProcesses(); run++) {
      for (Contestant contestant : results.present()) {
        if (!out.contains(contestant) && !measureIdleOnce(contestant, workload, traffic)) {
          out.add(contestant);
        }
      }
    }
  }

  private boolean measureIdleOnce(Contestant contestant, Workload workload, Traffic traffic) {
    int connections = effort.size(workload);
    try (ContestantProcess server = startServer(contestant, workload, traffic)) {
      if (server == null) {
        return false;
      }
      String port = server.answer();
      server.expect(READY);
      // What the first ones need is not theirs: classes, buffers of the whole server.
      connect(workload, traffic, port, FIRST_CONNECTIONS).close();
      long before = collected(server);
      try (var _ = connect(workload, traffic, port, connections)) {
        double grown = collected(server) - before;
        results.add(contestant, workload, new Sample(grown / connections, null));
        return true;
      }
    } catch (ContestantException failed) {
      results.add(new Failure(contestant.id(), workload, failed.reason()));
      return false;
    }
  }

  private static long collected(ContestantProcess server) throws ContestantException {
    server.send("collect");
    server.expect("collected");
    return server.residentBytes();
  }
}
