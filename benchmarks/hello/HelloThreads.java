void main() throws InterruptedException {
  Thread.startVirtualThread(
          () -> {
            Thread.yield();
            IO.println("hello");
          })
      .join();
}
