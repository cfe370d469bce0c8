package org.asyncio4j.benchmarks.compare;

/**
 * What goes over the connections of a workload of the network.
 *
 * @param mode what the server is: streams, protocols, tls or http
 * @param bytes of a request that is echoed; HTTP has its own
 */
record Traffic(String mode, int bytes) {
  private static final int KIB = 1024;

  static Traffic streams(int kibibytes) {
    return new Traffic("streams", kibibytes * KIB);
  }

  static Traffic protocols(int kibibytes) {
    return new Traffic("protocols", kibibytes * KIB);
  }

  static Traffic tls(int kibibytes) {
    return new Traffic("tls", kibibytes * KIB);
  }

  static Traffic http() {
    return new Traffic("http", 0);
  }

  /** {@return whether the server needs a key} */
  boolean needsKey() {
    return mode.equals("tls");
  }

  /** {@return what the load generator is to speak} */
  String kind() {
    return switch (mode) {
      case "streams", "protocols" -> "echo";
      default -> mode;
    };
  }
}
