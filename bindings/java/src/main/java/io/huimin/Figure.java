package io.huimin;

import java.util.Map;
import java.util.Optional;

/**
 * An indicator's figure for a division. Exact numbers are texts: decimals as they are, such as
 * {@code 0.98}, and what no decimal can state as fractions, such as {@code 1/3}.
 */
public final class Figure {
  private final Map<?, ?> figure;

  Figure(String json) {
    figure = (Map<?, ?>) Json.read(json);
  }

  /**
   * The numerator, or a count.
   *
   * @return the exact number; empty where there is no figure
   */
  public Optional<String> numerator() {
    return text("numerator");
  }

  /**
   * The denominator of a ratio.
   *
   * @return the exact number; empty for counts
   */
  public Optional<String> denominator() {
    return text("denominator");
  }

  /**
   * The value.
   *
   * @return the exact number; empty where the denominator is
   */
  public Optional<String> value() {
    return text("value");
  }

  /**
   * The value as it is shown, rounded by GB/T 8170.
   *
   * @return the text, such as {@code 97.96%}
   */
  public String display() {
    return text("display").orElse("");
  }

  /**
   * The target.
   *
   * @return the exact number; empty where the division has none
   */
  public Optional<String> target() {
    return text("target");
  }

  /**
   * How much of the target is reached.
   *
   * @return the share in percent, such as {@code 98.5%}
   */
  public Optional<String> attainment() {
    return text("attainment");
  }

  /**
   * Whether the target is met.
   *
   * @return empty where there is none, or where it does not apply
   */
  public Optional<Boolean> met() {
    return Optional.ofNullable((Boolean) figure.get("met"));
  }

  /**
   * Why there is no value, or why it counts as it does.
   *
   * @return the reason's name
   */
  public Optional<String> reason() {
    return text("reason");
  }

  @Override
  public String toString() {
    return Json.write(figure);
  }

  private Optional<String> text(String key) {
    return Optional.ofNullable((String) figure.get(key));
  }
}
