package org.asyncio4j.cli;

import static org.asyncio4j.Asyncio.await;
import static org.asyncio4j.Asyncio.createTask;
import static org.asyncio4j.Asyncio.currentTask;
import static org.asyncio4j.Asyncio.gather;
import static org.asyncio4j.Asyncio.run;
import static org.asyncio4j.Asyncio.sleep;

import java.util.ArrayList;
import org.asyncio4j.Lock;
import org.asyncio4j.Task;
import org.asyncio4j.TaskGroup;
import org.asyncio4j.TaskOptions;

/** Gets into a known state, says so, and stays in it. */
final class ProgramOfTasks {
  private static final String CYCLE = "cycle";

  private ProgramOfTasks() {}

  public static void main(String[] arguments) {
    run(
        () -> {
          currentTask().orElseThrow().setName("main");
          if (arguments.length > 0 && arguments[0].equals(CYCLE)) {
            cycle();
          } else if (arguments.length > 0) {
            oddNames();
          } else {
            tree();
          }
        });
  }

  private static TaskOptions named(String name) {
    return TaskOptions.named(name);
  }

  private static void tree() {
    var lock = new Lock();
    var holder = createTask(() -> holdForEver(lock), named("holder"));
    var waiter = createTask(() -> holdForEver(lock), named("waiter"));
    var fetch = createTask(ProgramOfTasks::fetch, named("fetch"));
    createTask(ProgramOfTasks::sayReady, named("sayer"));
    await(gather(holder, waiter, fetch));
  }

  private static int holdForEver(Lock lock) {
    try (var held = lock.acquire()) {
      sleep(1000);
    }
    return 1;
  }

  private static int fetch() {
    TaskGroup.run(group -> group.createTask(ProgramOfTasks::page, named("page")));
    return 2;
  }

  private static void page() {
    sleep(1000);
  }

  private static int sayReady() {
    for (int i = 0; i < 5; i++) {
      sleep(0); // until all others are where they will stay
    }
    System.out.println("ready");
    sleep(1000);
    return 3;
  }

  private static void oddNames() {
    createTask(() -> sleep(1000), named("half \ud83d"));
    createTask(() -> sleep(1000), named("two\nlines\tand a tab"));
    createTask(() -> sleep(1000), named("long ".repeat(1_000)));
    await(createTask(ProgramOfTasks::sayReady, named("sayer")));
  }

  private static void cycle() {
    var tasks = new ArrayList<Task<Integer>>();
    tasks.add(createTask(() -> await(tasks.get(1)), named("chicken")));
    tasks.add(createTask(() -> await(tasks.get(0)), named("egg")));
    createTask(ProgramOfTasks::sayReady, named("sayer"));
    await(tasks.get(0));
  }
}
