//! Groups of a formula: parentheses, calls and CASE, from the inside.
//!
//! The parser of `sqlparser` recurses with frames of some kilobytes, and so
//! would anything that walks its trees. So each group is lowered to its typed
//! form as soon as it closes, and one placeholder token stands for it from then
//! on. What the parser sees is always flat, and no stack grows with the nesting
//! of the input.

use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::{Token, TokenWithSpan};

use super::messages;
use super::messages_of_types;
use super::reader::{Argument, Call, Case, Group, Lowered, Position, Reader, Stage};
use super::tokens::{keyword, located, span_of};
use super::typed::Aggregate;
use crate::diagnostic::Span;
use crate::limits;
use crate::text::Text;

/// Something that was opened and not closed yet.
struct Frame {
    kind: FrameKind,
    opener: Span,
    /// The number of tokens before its content.
    start: usize,
}

enum FrameKind {
    Parenthesis,
    Call(Box<Call>),
    List,
    Filter,
    Case(Box<Case>),
}

impl Reader<'_> {
    /// The group of a placeholder, if it is an aggregate.
    pub(super) fn take_aggregate(&mut self, token: &TokenWithSpan) -> Option<Group> {
        let Token::Placeholder(name) = &token.token else {
            return None;
        };
        let index = group_index(name)?;
        self.groups
            .get_mut(index)?
            .take_if(|group| matches!(group, Group::Aggregate(..)))
    }

    /// Whether a token stands for a group in which an error was reported.
    pub(super) fn is_reported(&self, token: &TokenWithSpan) -> bool {
        let Token::Placeholder(name) = &token.token else {
            return false;
        };
        let group = group_index(name).and_then(|index| self.groups.get(index)?.as_ref());
        matches!(group, Some(Group::Value(None) | Group::Aggregate(None, _)))
    }

    /// What the placeholder of this name stands for; each is taken once.
    pub(super) fn take_named_group(&mut self, name: &str) -> Option<Group> {
        self.groups.get_mut(group_index(name)?)?.take()
    }

    /// Closes every group; returns the tokens outside of them.
    pub(super) fn read(&mut self, tokens: Vec<TokenWithSpan>) -> Option<Vec<TokenWithSpan>> {
        let mut output: Vec<TokenWithSpan> = Vec::with_capacity(tokens.len());
        let mut frames: Vec<Frame> = Vec::new();
        for token in tokens {
            let span = span_of(token.span);
            match (&token.token, keyword(&token)) {
                (Token::LParen, _) => {
                    let start = frames.last().map_or(0, |frame| frame.start);
                    let kind = opened(output.get(start..).unwrap_or_default());
                    self.push(&mut frames, kind, span, output.len())?;
                }
                (_, Keyword::CASE) => {
                    let kind = FrameKind::Case(Box::default());
                    self.push(&mut frames, kind, span, output.len())?;
                }
                (Token::RParen, _) => self.close_parenthesis(&mut frames, &mut output, span)?,
                (_, Keyword::WHEN | Keyword::THEN | Keyword::ELSE | Keyword::END) => {
                    self.next_stage(&mut frames, &mut output, &token)?;
                }
                (Token::Comma, _) | (_, Keyword::DISTINCT) => {
                    self.within_call(&mut frames, &mut output, token);
                }
                _ => output.push(token),
            }
        }
        if let Some(frame) = frames.last() {
            let opener = self.written(frame.opener).to_owned();
            let closer = if matches!(frame.kind, FrameKind::Case(_)) {
                "END"
            } else {
                ")"
            };
            self.report(messages::unclosed(frame.opener, &opener, closer));
            return None;
        }
        Some(output)
    }

    fn push(
        &mut self,
        frames: &mut Vec<Frame>,
        kind: FrameKind,
        opener: Span,
        start: usize,
    ) -> Option<()> {
        if frames.len() >= limits::FORMULA_NESTING {
            self.report(messages::too_deep(opener, limits::FORMULA_NESTING));
            return None;
        }
        frames.push(Frame {
            kind,
            opener,
            start,
        });
        Some(())
    }

    /// A comma, which ends an argument, or DISTINCT, which begins the first one;
    /// outside of a call they stay what they are.
    fn within_call(
        &mut self,
        frames: &mut [Frame],
        output: &mut Vec<TokenWithSpan>,
        token: TokenWithSpan,
    ) {
        let span = span_of(token.span);
        match frames.last_mut() {
            Some(Frame {
                kind: FrameKind::Call(call),
                start,
                ..
            }) => {
                if token.token == Token::Comma {
                    let content = output.split_off(*start);
                    call.arguments.push(self.argument(content, span));
                } else if call.arguments.is_empty() && *start == output.len() {
                    call.distinct = Some(span);
                } else {
                    output.push(token);
                }
            }
            _ => output.push(token),
        }
    }

    fn close_parenthesis(
        &mut self,
        frames: &mut Vec<Frame>,
        output: &mut Vec<TokenWithSpan>,
        closer: Span,
    ) -> Option<()> {
        let Some(frame) = frames.pop() else {
            self.report(messages::unopened(closer, ")", "("));
            return None;
        };
        let content = output.split_off(frame.start);
        let whole = Span::new(frame.opener.start, closer.end);
        match frame.kind {
            FrameKind::Case(_) => {
                let opener = self.written(frame.opener).to_owned();
                self.report(messages::unclosed(frame.opener, &opener, "END"));
                return None;
            }
            FrameKind::Parenthesis => {
                let value = self
                    .piece(content, Some(closer))
                    .map(|lowered| lowered.within(whole));
                self.place(output, Group::Value(value), whole);
            }
            FrameKind::List => {
                let list = self.constants(&content, closer);
                output.push(located(Token::LParen, frame.opener));
                self.place(output, Group::List(list, whole), whole);
                output.push(located(Token::RParen, closer));
            }
            FrameKind::Filter => {
                let condition = self.filter_condition(content, closer);
                let start = output
                    .pop()
                    .map_or(whole.start, |filter| span_of(filter.span).start);
                self.attach_filter(output, condition, Span::new(start, closer.end));
            }
            FrameKind::Call(mut call) => {
                if !content.is_empty() || !call.arguments.is_empty() {
                    call.arguments.push(self.argument(content, closer));
                }
                output.pop();
                if call.qualified {
                    // The qualifier and its period.
                    output.truncate(output.len().saturating_sub(2));
                }
                let span = Span::new(call.name_span.start, closer.end);
                let outermost = frames.is_empty() && self.position == Position::Measure;
                let group = self.call(*call, span, outermost);
                self.place(output, group, span);
            }
        }
        Some(())
    }

    /// One argument of a call, which ends before `following`.
    fn argument(&mut self, content: Vec<TokenWithSpan>, following: Span) -> Argument {
        match content.as_slice() {
            [star] if star.token == Token::Mul => Argument::Star(span_of(star.span)),
            _ => Argument::Value(self.piece(content, Some(following))),
        }
    }

    /// Adds a placeholder for a group.
    fn place(&mut self, output: &mut Vec<TokenWithSpan>, group: Group, span: Span) {
        let name = format!("#{}", self.groups.len());
        self.groups.push(Some(group));
        output.push(located(Token::Placeholder(name), span));
    }

    /// The condition after WHERE.
    fn filter_condition(
        &mut self,
        mut content: Vec<TokenWithSpan>,
        closer: Span,
    ) -> Option<Lowered> {
        let first = content.first();
        if first.is_some_and(|token| keyword(token) == Keyword::WHERE) {
            content.remove(0);
            let lowered = self.piece(content, Some(closer));
            return self.condition(lowered);
        }
        let span = first.map_or(closer, |token| span_of(token.span));
        let usage = Text::new(
            "写成 `FILTER (WHERE 条件)`",
            "write `FILTER (WHERE condition)`",
        );
        self.report(messages::unexpected(span, self.written(span), Some(usage)));
        None
    }

    /// Gives the aggregate before `FILTER (WHERE …)`, which stands at `clause`, its condition.
    fn attach_filter(
        &mut self,
        output: &mut Vec<TokenWithSpan>,
        condition: Option<Lowered>,
        clause: Span,
    ) {
        let Some(token) = output.pop() else {
            self.report(messages_of_types::filter_without_aggregate(clause));
            return self.place(output, Group::Value(None), clause);
        };
        let whole = Span::new(span_of(token.span).start, clause.end);
        let group = match &token.token {
            Token::Placeholder(name) => self.take_named_group(name),
            _ => None,
        };
        let group = match group {
            Some(Group::Aggregate(Some(aggregate), name)) if aggregate.filter.is_none() => {
                let filtered = condition.map(|condition| Aggregate {
                    filter: Some(condition.expression),
                    ..aggregate
                });
                Group::Aggregate(filtered, name)
            }
            // A call that was found wrong: enough has been said about it.
            Some(Group::Aggregate(None, _) | Group::Value(None)) => Group::Value(None),
            _ => {
                self.report(messages_of_types::filter_without_aggregate(clause));
                Group::Value(None)
            }
        };
        self.place(output, group, whole);
    }

    /// WHEN, THEN, ELSE or END.
    fn next_stage(
        &mut self,
        frames: &mut Vec<Frame>,
        output: &mut Vec<TokenWithSpan>,
        token: &TokenWithSpan,
    ) -> Option<()> {
        let (span, word) = (span_of(token.span), keyword(token));
        let Some(Frame {
            kind: FrameKind::Case(case),
            start,
            opener,
        }) = frames.last_mut()
        else {
            let written = self.written(span);
            self.report(messages::unopened(span, written, "CASE"));
            return None;
        };
        let (opener, content) = (*opener, output.split_off(*start));
        let next = match (case.stage, word) {
            (Stage::Operand | Stage::Result, Keyword::WHEN) => Some(Stage::Condition),
            (Stage::Condition, Keyword::THEN) => Some(Stage::Result),
            (Stage::Result, Keyword::ELSE) => Some(Stage::Otherwise),
            (Stage::Result | Stage::Otherwise, Keyword::END) => None,
            _ => {
                let written = self.written(span);
                self.report(messages::unexpected(span, written, Some(case_usage())));
                return None;
            }
        };
        match case.stage {
            Stage::Operand => case.refused = self.refuse_case_operand(&content),
            Stage::Condition => case.condition = self.piece(content, Some(span)),
            Stage::Result => {
                let result = self.piece(content, Some(span));
                case.branches.push((case.condition.take(), result));
            }
            Stage::Otherwise => case.otherwise = Some(self.piece(content, Some(span))),
        }
        if let Some(stage) = next {
            case.stage = stage;
            return Some(());
        }
        if let Some(Frame {
            kind: FrameKind::Case(case),
            ..
        }) = frames.pop()
        {
            let whole = Span::new(opener.start, span.end);
            let value = self.case(*case, whole);
            self.place(output, Group::Value(value), whole);
        }
        Some(())
    }

    /// Reports what stands between CASE and WHEN; whether anything does.
    fn refuse_case_operand(&mut self, content: &[TokenWithSpan]) -> bool {
        let (Some(first), Some(last)) = (content.first(), content.last()) else {
            return false;
        };
        let span = Span::new(span_of(first.span).start, span_of(last.span).end);
        let help = Text::new(
            "写成 `CASE WHEN x = 'a' THEN … END`",
            "write `CASE WHEN x = 'a' THEN … END`",
        );
        self.report(messages::unsupported(span, "CASE x WHEN …", help));
        true
    }
}

/// What a parenthesis after these tokens of its frame opens.
fn opened(output: &[TokenWithSpan]) -> FrameKind {
    let mut backwards = output.iter().rev();
    match backwards.next().map(|token| (&token.token, keyword(token))) {
        Some((_, Keyword::IN)) => FrameKind::List,
        Some((_, Keyword::FILTER)) => FrameKind::Filter,
        Some((Token::Word(word), Keyword::NoKeyword)) => FrameKind::Call(Box::new(Call {
            name: word.value.clone(),
            name_span: output
                .last()
                .map_or_else(Span::default, |token| span_of(token.span)),
            qualified: backwards
                .next()
                .is_some_and(|token| token.token == Token::Period),
            distinct: None,
            arguments: Vec::new(),
        })),
        _ => FrameKind::Parenthesis,
    }
}

fn case_usage() -> Text {
    Text::new(
        "写成 `CASE WHEN 条件 THEN 结果 ELSE 结果 END`",
        "write `CASE WHEN condition THEN result ELSE result END`",
    )
}

fn group_index(placeholder: &str) -> Option<usize> {
    placeholder.strip_prefix('#')?.parse().ok()
}
