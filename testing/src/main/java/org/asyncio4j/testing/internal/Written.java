package org.asyncio4j.testing.internal;

import java.lang.reflect.Executable;
import java.util.List;

/** A body that says which of the program's methods it calls, because it does so by reflection. */
public interface Written {
  /** {@return what it calls, the constructors of what it makes among that} */
  List<Executable> calls();
}
