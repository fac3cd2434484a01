/**
 * huimin (惠民): the calculation core of public-service programmes.
 *
 * <p>{@link io.huimin.Programme} and {@link io.huimin.Network} make a {@link io.huimin.Plan};
 * records go into a {@link io.huimin.Tally}, one by one or as a {@link io.huimin.Directory}; what it says as of a day is an {@link
 * io.huimin.Assessment}. Nothing is computed in Java: every figure is the one that Rust, C and
 * Python give, digit for digit.
 *
 * <p><b>Closing.</b> Objects with {@code close} hold memory that the garbage collector does not see:
 * close them, best by {@code try (…)}. What was made from them goes on: a tally needs neither its
 * plan nor its programme any more.
 *
 * <p><b>Threads.</b> Programmes, networks, directories, plans, checkers and assessments never
 * change: any number of threads may use one at once. A tally belongs to one thread at a time; a
 * call that finds another at work throws {@link io.huimin.HuiminException} of kind {@code STATE} and changes
 * nothing. {@code close} waits for the calls that are running, in any thread.
 */
package io.huimin;
