// Run it: ./asyncio4j run examples/WorkerQueue.java
// Three workers share the jobs of one queue; the producer waits until all of them are finished.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.*;

record Job(String name, double seconds) {}

void worker(int number, Queue<Job> jobs) {
  while (true) {
    var job = jobs.get();
    sleep(job.seconds());
    IO.println("worker %s finished %s".formatted(number, job.name()));
    jobs.taskDone();
  }
}

void main() {
  run(
      () -> {
        var jobs = new Queue<Job>();
        var workers = new ArrayList<Task<?>>();
        for (int i = 1; i <= 3; i++) {
          int number = i;
          workers.add(createTask(() -> worker(number, jobs)));
        }

        jobs.put(new Job("apple", 0.3));
        jobs.put(new Job("banana", 0.1));
        jobs.put(new Job("cherry", 0.4));
        jobs.put(new Job("date", 0.1));
        jobs.put(new Job("elderberry", 0.5));
        jobs.join();
        IO.println("all jobs are finished");

        // The workers wait for more, for ever.
        workers.forEach(Task::cancel);
        Asyncio.wait(workers);
        IO.println("all workers have gone home");
      });
}
