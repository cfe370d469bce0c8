/** Python's asyncio for Java: event loop, coroutines, futures, tasks and everything around them. */
module org.asyncio4j {
  requires static jdk.jfr; // for JfrRecorder alone
  requires static transitive org.jspecify;
  requires jdk.unsupported; // sun.misc.Signal

  exports org.asyncio4j;
  exports org.asyncio4j.spi;
  exports org.asyncio4j.internal.engine to
      org.asyncio4j.testing; // PlainThreads, FrameHost and LockOwners
}
