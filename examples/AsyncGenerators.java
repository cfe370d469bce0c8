// Run it: ./asyncio4j run examples/AsyncGenerators.java
// A pipeline of asynchronous generators: a sensor is read, smoothed and watched, one value at a time.

import static org.asyncio4j.Asyncio.*;

import org.asyncio4j.*;

AsyncGenerator<Integer> readings() {
  return asyncGenerator(
      out -> {
        IO.println("sensor on");
        try {
          for (int i = 1; true; i++) {
            sleep(0.1); // suspends whoever has asked for the next reading
            out.emit(i * i);
          }
        } finally {
          sleep(0.1);
          IO.println("sensor off");
        }
      });
}

AsyncGenerator<Double> averagesOfTwo(AsyncGenerator<Integer> values) {
  return asyncGenerator(
      out -> {
        try (values) {
          int previous = values.anext();
          for (int value : values) {
            out.emit((previous + value) / 2.0);
            previous = value;
          }
        }
      });
}

void main() {
  run(
      () -> {
        // Leaving the loop early closes the last generator of the pipeline, and that the one before.
        try (var averages = averagesOfTwo(readings())) {
          for (double average : averages) {
            IO.println("average " + average);
            if (average > 20) {
              break;
            }
          }
        }

        try (var first = readings().stream()) {
          IO.println("even readings: " + first.filter(value -> value % 2 == 0).limit(2).toList());
        }
      });
}
