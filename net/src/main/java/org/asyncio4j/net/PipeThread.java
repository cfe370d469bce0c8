package org.asyncio4j.net;

/** What a pipe that can only be read or written by blocking a thread has of its own. */
final class PipeThread {
  // A blocking read or write of the JDK needs little.
  private static final long STACK_BYTES = 256 * 1024;

  private PipeThread() {}

  /**
   * Starts one. It never keeps the JVM alive.
   *
   * @param name tells whose pipe it is
   */
  static Thread start(String name, Runnable body) {
    Thread thread =
        Thread.ofPlatform()
            .daemon()
            .stackSize(STACK_BYTES)
            .inheritInheritableThreadLocals(false)
            .name(name)
            .unstarted(body);
    thread.start();
    return thread;
  }
}
