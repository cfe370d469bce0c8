package org.asyncio4j.benchmarks.contestants;

import static org.asyncio4j.Asyncio.run;

/** Hello world in asyncio4j, the least that starts. */
final class Asyncio4jHello {
  private Asyncio4jHello() {}

  static void main() {
    run(() -> System.out.println("hello world"));
  }
}
