// Run it: ./asyncio4j run examples/ProducerConsumer.java
// Producers that are faster than their consumer wait when the queue is full; no sentinel ends it.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.*;

void produce(String what, Queue<String> queue) {
  for (int i = 1; i <= 3; i++) {
    sleep(0.1);
    String item = what + " " + i;
    boolean full = queue.full();
    queue.put(item); // waits while the queue is full
    IO.println("put " + item + (full ? ", after waiting" : ""));
  }
}

void consume(Queue<String> queue) {
  try {
    while (true) {
      String item = queue.get();
      sleep(0.5);
      IO.println("     got " + item);
    }
  } catch (QueueShutDownException e) {
    IO.println("     no more to come");
  }
}

void main() {
  run(
      () -> {
        var queue = new Queue<String>(2);
        TaskGroup.run(
            group -> {
              group.createTask(() -> consume(queue));
              TaskGroup.run(
                  producers -> {
                    producers.createTask(() -> produce("apple", queue));
                    producers.createTask(() -> produce("pear", queue));
                  });
              IO.println("all is put");
              queue.shutdown(); // what is in it is still given out
            });
      });
}
