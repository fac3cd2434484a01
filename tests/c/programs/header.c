/* The header by itself, as C and as C++: its types and what makes texts and bytes. */
#include <huimin.h>

int main(void) {
  const char letters[] = "三a";
  const huimin_text with_nul = HUIMIN_TEXT("a\0b");
  const huimin_text empty = HUIMIN_TEXT("");
  const huimin_text whole = huimin_text_of(letters);
  const huimin_text none = huimin_text_of(NULL);
  const huimin_buffer buffer = huimin_buffer_of(letters, sizeof letters);
  const huimin_plan plan = {0};
  if (with_nul.length != 3 || memcmp(with_nul.data, "a\0b", 3) != 0) return 1;
  if (empty.length != 0 || none.length != 0 || none.data != NULL) return 2;
  if (whole.length != 4 || whole.data != letters) return 3;
  if (buffer.length != 5 || buffer.data != letters) return 4;
  /* A handle is passed as the number that it holds. */
  if (plan.id != 0 || sizeof plan != sizeof(uint64_t)) return 5;
  return HUIMIN_TEXT("短").length == 3 ? 0 : 6;
}
