package org.asyncio4j.benchmarks.compare;

import java.util.ArrayList;
import java.util.List;
import org.asyncio4j.benchmarks.compare.Presence.Present;

/**
 * What is beside the servers when the network is measured.
 *
 * @param load the load generator, started as a contestant is
 * @param serversCore words before a server's command, that give it a core of its own
 * @param loadsCore the same for the load generator
 * @param keys for servers that speak TLS
 */
record Rig(Contestant load, List<String> serversCore, List<String> loadsCore, TlsKeys keys) {
  private static final String LOAD = "org.asyncio4j.benchmarks.load.Load";

  /** {@return the one of this machine: a core for each where there are two, and taskset} */
  static Rig here(Setup setup) {
    var load =
        new Contestant(
            "load",
            "the load generator",
            (_, arguments) ->
                concat(
                    List.of(
                        Setup.java(),
                        "--enable-native-access=ALL-UNNAMED",
                        "-XX:+UseSerialGC",
                        "-cp",
                        setup.jar(),
                        LOAD),
                    arguments),
            () -> new Present(setup.version()),
            "");
    boolean pins =
        Runtime.getRuntime().availableProcessors() > 1
            && Probe.command(List.of("taskset", "-V")).look() instanceof Present;
    return new Rig(
        load,
        pins ? List.of("taskset", "-c", "0") : List.of(),
        pins ? List.of("taskset", "-c", "1") : List.of(),
        new TlsKeys());
  }

  static List<String> concat(List<String> first, List<String> second) {
    var all = new ArrayList<String>(first);
    all.addAll(second);
    return all;
  }
}
