package io.huimin;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is wrong with a single record. */
public final class Finding {
  private final String rule;
  private final String severity;
  private final String field;
  private final String chinese;
  private final String english;

  private Finding(Map<?, ?> finding) {
    Map<?, ?> message = (Map<?, ?>) finding.get("message");
    rule = (String) finding.get("rule");
    severity = (String) finding.get("severity");
    field = (String) finding.get("field");
    chinese = (String) message.get("zh");
    english = (String) message.get("en");
  }

  static List<Finding> list(byte[] json) {
    List<Finding> findings = new ArrayList<>();
    for (Object finding : (List<?>) Json.read(Native.text(json))) {
      findings.add(new Finding((Map<?, ?>) finding));
    }
    return Collections.unmodifiableList(findings);
  }

  /**
   * The rule that the record breaks.
   *
   * @return its name in the definition
   */
  public String rule() {
    return rule;
  }

  /**
   * How severe it is: {@code reject} (the record counts nowhere), {@code warn} or {@code note}.
   *
   * @return the severity
   */
  public String severity() {
    return severity;
  }

  /**
   * The field it is about, where it is one.
   *
   * @return its name in the definition
   */
  public Optional<String> field() {
    return Optional.ofNullable(field);
  }

  /**
   * What was found, for a person.
   *
   * @param language which of both languages
   * @return the message
   */
  public String message(Language language) {
    return language == Language.CHINESE ? chinese : english;
  }

  @Override
  public String toString() {
    return severity + " " + rule + ": " + english;
  }
}
