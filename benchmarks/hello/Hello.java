import static org.asyncio4j.Asyncio.*;

void main() {
  run(
      () -> {
        sleep(0);
        IO.println("hello");
      });
}
