/** What an event loop stands on and a test can replace: its clock, its reactor, its engine. */
@NullMarked
package org.asyncio4j.spi;

import org.jspecify.annotations.NullMarked;
