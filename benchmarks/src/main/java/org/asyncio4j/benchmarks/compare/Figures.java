package org.asyncio4j.benchmarks.compare;

import java.util.Locale;

/** How figures are written. */
final class Figures {
  private Figures() {}

  /** {@return three digits or more: 1,234, 151, 15.1, 1.51} */
  static String value(double value) {
    return String.format(Locale.ROOT, "%,." + decimals(value) + "f", value);
  }

  /** {@return the same with a sign of multiplication} */
  static String ratio(double ratio) {
    return value(ratio) + "×";
  }

  /** {@return a part in percent, without decimals} */
  static String percent(double part) {
    return Math.round(part * 100) + "%";
  }

  /** {@return a number as it was written down: 5, 1.25} */
  static String number(double number) {
    return number == Math.rint(number)
        ? String.format(Locale.ROOT, "%,d", (long) number)
        : String.valueOf(number);
  }

  private static int decimals(double value) {
    double size = Math.abs(value);
    if (size >= 100) {
      return 0;
    }
    return size >= 10 ? 1 : 2;
  }
}
