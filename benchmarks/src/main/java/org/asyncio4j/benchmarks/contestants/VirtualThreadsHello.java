package org.asyncio4j.benchmarks.contestants;

/** Hello world in a virtual thread, the least that starts. */
final class VirtualThreadsHello {
  private VirtualThreadsHello() {}

  static void main() throws InterruptedException {
    Thread.startVirtualThread(() -> System.out.println("hello world")).join();
  }
}
