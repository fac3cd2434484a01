package io.huimin;

/**
 * What needs neither programme nor records: requests in JSON, answered in JSON. Their shapes are
 * those of the Rust module {@code huimin::exchange}; {@link Json} reads and writes them.
 */
public final class Huimin {
  private Huimin() {}

  /**
   * The version of the library.
   *
   * @return such as {@code 0.1.0}
   */
  public static String version() {
    Native.ready();
    return Native.text(Native.version());
  }

  /**
   * Takes a target down a network, in whole numbers that sum exactly at every level.
   *
   * @param network the register
   * @param request {@code root}, {@code target}, {@code to}, {@code method}, {@code weights}, {@code
   *     minima}, {@code capacities}, {@code pins}
   * @return an array of what every division gets and how that came about
   * @throws HuiminException of kind {@code ARGUMENT} where that cannot be done, and why
   */
  public static String allocate(Network network, String request) {
    byte[] bytes = Utf8.of("request", request);
    return network.text(handle -> Native.allocate(handle, bytes));
  }

  /**
   * Divides a total among recipients.
   *
   * @param request {@code total}, {@code method}, {@code recipients}
   * @return an array of the shares
   * @throws HuiminException of kind {@code ARGUMENT} where that cannot be done, and why
   */
  public static String apportion(String request) {
    return answer("apportion", request);
  }

  /**
   * The size of a sample.
   *
   * @param request as {@code exchange::sample_size}
   * @return the size
   * @throws HuiminException of kind {@code ARGUMENT} for a request that makes no sense
   */
  public static String sampleSize(String request) {
    return answer("sample_size", request);
  }

  /**
   * The smallest sampling plan that keeps given risks.
   *
   * @param request as {@code exchange::sampling_plan}
   * @return the plan
   * @throws HuiminException of kind {@code ARGUMENT} for a request that makes no sense
   */
  public static String samplingPlan(String request) {
    return answer("sampling_plan", request);
  }

  /**
   * The operating characteristic of a sampling plan.
   *
   * @param request as {@code exchange::characteristic}
   * @return the probabilities
   * @throws HuiminException of kind {@code ARGUMENT} for a request that makes no sense
   */
  public static String characteristic(String request) {
    return answer("characteristic", request);
  }

  /**
   * The confidence interval of a rate.
   *
   * @param request as {@code exchange::interval}
   * @return the interval
   * @throws HuiminException of kind {@code ARGUMENT} for a request that makes no sense
   */
  public static String interval(String request) {
    return answer("interval", request);
  }

  /**
   * Draws a sample that anybody can draw again.
   *
   * @param request as {@code exchange::draw}
   * @return the sample
   * @throws HuiminException of kind {@code ARGUMENT} for a request that makes no sense
   */
  public static String draw(String request) {
    return answer("draw", request);
  }

  /**
   * What follows from what inspectors found in a sample.
   *
   * @param request as {@code exchange::evaluate}
   * @return verdict, verified rate and strata
   * @throws HuiminException of kind {@code ARGUMENT} for a request that makes no sense
   */
  public static String evaluate(String request) {
    return answer("evaluate", request);
  }

  /**
   * Scores divisions from attainments.
   *
   * @param request as {@code exchange::score}
   * @return the scoreboard, every point explained
   * @throws HuiminException of kind {@code ARGUMENT} for a request that makes no sense
   */
  public static String score(String request) {
    return answer("score", request);
  }

  private static String answer(String name, String request) {
    Native.ready();
    return Native.text(Native.request(Utf8.of("name", name), Utf8.of("request", request)));
  }
}
