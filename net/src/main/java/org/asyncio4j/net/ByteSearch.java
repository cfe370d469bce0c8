package org.asyncio4j.net;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** Looks for bytes in an array, eight at a time. */
final class ByteSearch {
  static final int NOT_FOUND = -1;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);
  private static final long ONES = 0x0101_0101_0101_0101L;
  private static final long HIGH_BITS = 0x8080_8080_8080_8080L;

  private ByteSearch() {}

  /** {@return where the first {@code wanted} is, not before {@code from} and before {@code to}} */
  static int indexOf(byte[] bytes, int from, int to, byte wanted) {
    long pattern = (wanted & 0xFFL) * ONES;
    int i = from;
    for (; i <= to - Long.BYTES; i += Long.BYTES) {
      long zeroWhereEqual = (long) LONGS.get(bytes, i) ^ pattern;
      // The lowest high bit left is that of the lowest zero byte; borrows only spoil those above.
      long found = (zeroWhereEqual - ONES) & ~zeroWhereEqual & HIGH_BITS;
      if (found != 0) {
        return i + (Long.numberOfTrailingZeros(found) >>> 3);
      }
    }
    for (; i < to; i++) {
      if (bytes[i] == wanted) {
        return i;
      }
    }
    return NOT_FOUND;
  }

  /** {@return where the first {@code wanted}, not empty, begins; it ends before {@code to}} */
  static int indexOf(byte[] bytes, int from, int to, byte[] wanted) {
    int lastStart = to - wanted.length;
    int i = from;
    while (i <= lastStart) {
      i = indexOf(bytes, i, lastStart + 1, wanted[0]);
      if (i == NOT_FOUND || startsWith(bytes, i, wanted)) {
        return i;
      }
      i++;
    }
    return NOT_FOUND;
  }

  private static boolean startsWith(byte[] bytes, int at, byte[] wanted) {
    for (int i = 1; i < wanted.length; i++) {
      if (bytes[at + i] != wanted[i]) {
        return false;
      }
    }
    return true;
  }
}
