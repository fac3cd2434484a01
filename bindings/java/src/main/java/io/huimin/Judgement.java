package io.huimin;

/** What is to be said of a programme as a whole. */
public enum Judgement {
  /** 达标: every indicator with a target at the programme's root is met. */
  MET("met"),
  /** 未达标: one of them is missed, whatever the others say. */
  NOT_MET("not_met"),
  /** 无法判定: none is missed, and one has no value, be it that a dataset was not handed over. */
  CANNOT_BE_JUDGED("cannot_be_judged"),
  /** 没有可判定的指标: no indicator has a target there, or none that applies. */
  NOTHING_TO_JUDGE("nothing_to_judge");

  private final String id;

  Judgement(String id) {
    this.id = id;
  }

  static Judgement of(String id) {
    for (Judgement judgement : values()) {
      if (judgement.id.equals(id)) {
        return judgement;
      }
    }
    throw new IllegalArgumentException(id);
  }

  /**
   * Its name, the same in every language.
   *
   * @return such as {@code not_met}
   */
  public String id() {
    return id;
  }
}
