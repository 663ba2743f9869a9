#pragma once

namespace ra {

// What a coroutine answers to a question. Not a bool: `co_return result;` of a Result<bool> that holds an error makes
// `true` of it, because Boost's result is made of whatever a bool can be made of, and a result can be asked whether it
// has a value (tools/check-coawait finds it).
enum class Answer { no, yes };

inline Answer answer(bool yes) { return yes ? Answer::yes : Answer::no; }

}  // namespace ra
