package org.asyncio4j.testing.plain;

/**
 * The virtual threads that wait for all sockets of the JVM. The JDK starts them when it first needs
 * one, as children of whoever that is: if that were a simulated thread, they would be parts of its
 * simulation, and sockets would hang for ever after.
 */
final class JdkPollers {
  private JdkPollers() {}

  /** Has them started by a platform thread, once. */
  static void start() {
    Started.now();
  }

  private static final class Started {
    static {
      OnPlatformThread.call(
          () -> Class.forName("sun.nio.ch.Poller", true, ClassLoader.getSystemClassLoader()));
    }

    private static void now() {}
  }
}
