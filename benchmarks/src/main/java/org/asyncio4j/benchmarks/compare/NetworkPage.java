package org.asyncio4j.benchmarks.compare;

import java.time.ZonedDateTime;

/** docs/benchmarks-network.md: servers and their connections. */
final class NetworkPage extends Page {

  NetworkPage(Results results, Effort effort, Setup setup, Machine machine, ZonedDateTime date) {
    super(results, effort, setup, machine, date);
  }

  @Override
  void writeHead() {
    say(
        """
        # Benchmarks: network

        Servers of asyncio4j beside those of CPython's asyncio, uvloop, the JDK's virtual threads with blocking
        sockets, and bare Netty on the same transport, which is the limit of what can be had. This page is
        written by `benchmarks/compare --net`; [benchmarks.md](benchmarks.md) is about tasks.
        """);
  }

  @Override
  void writeLegend() {
    say(
        """
        Medians. `/s` is answers in a second, more is better; `bytes` is the memory of one idle connection.
        Behind each figure: how many times that is what asyncio4j's loop engine, the default, has. –: not measured.

        """);
  }

  @Override
  void writeMethod() {
    say(
        """
        A server of the network is kept busy by the load generator in `benchmarks/.../load`: one thread over
        epoll, that calls the system as C does, on the loopback. %s The server's compiler and collector share its core
        with it. Each connection sends its next request when the answer to the last one is complete; the
        first answers are compared with what was sent, all others are counted and dropped. Every server
        warms up for %s seconds with connections that are closed then, and for as long with its own; then
        all are measured in turn, %s times for %s ms. What a connection costs that does
        nothing is what the server has grown by, after a collection, when all of them have had one answer:
        in %s new processes each.
        """
            .formatted(
                machine.cores() > 1
                    ? "Where there is `taskset` it has one core for itself, and the server another one."
                    : "There is one core here, which it shares with the server.",
                Figures.number(effort.serverWarmUpMillis() / 1000.0),
                effort.rounds(),
                effort.serverRoundMillis(),
                effort.memoryProcesses()));
  }

  @Override
  void writeAdvice() {
    say(
        """
        - Ratios travel better between machines than rates do. Only figures of one run are compared.
        - A difference that is smaller than the spread (below) is none.
        - Nearly everything a server does here is done by the kernel, for all contestants alike: that is
          why they lie closer together than in tasks.
        - The server has one core. Virtual threads could use more, and so could N loops that share a port
          (`ServerOptions.withReusePort`).
        """);
  }
}
