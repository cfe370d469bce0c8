/**
 * Network and processes: transports and protocols below, streams above. A program that uses none of
 * it does not need this module.
 */
@NullMarked
package org.asyncio4j.net;

import org.jspecify.annotations.NullMarked;
