//! The open elements outside records. Frames are reused: walking allocates nothing once warm.

use std::fmt::Write;

use crate::parse::NameId;

/// Beyond so many names among one element's children, further names are not numbered: only hostile files have more,
/// and searching them would be quadratic.
const NUMBERED_NAMES: usize = 256;

/// The elements that are open, outermost first.
#[derive(Debug, Default)]
pub(in crate::parse) struct Outline {
    frames: Vec<Frame>,
    path: Vec<NameId>,
    serials: u64,
}

#[derive(Debug, Default)]
struct Frame {
    name: String,
    /// Number among the siblings of the same name, from 1; 0 if it is not known.
    number: u64,
    serial: u64,
    /// How often each name was met among the children; only the first `names` entries are in use.
    children: Vec<(String, u64)>,
    names: usize,
    captures: bool,
    text: String,
}

impl Frame {
    fn number_child(&mut self, name: &str) -> u64 {
        let used = self.children.get_mut(..self.names).unwrap_or_default();
        if let Some((_, count)) = used.iter_mut().find(|(known, _)| known == name) {
            *count += 1;
            return *count;
        }
        if self.names == NUMBERED_NAMES {
            return 0;
        }
        match self.children.get_mut(self.names) {
            Some((known, count)) => {
                known.clear();
                known.push_str(name);
                *count = 1;
            }
            None => self.children.push((name.to_owned(), 1)),
        }
        self.names += 1;
        1
    }
}

impl Outline {
    /// How many elements are open.
    pub(in crate::parse) fn depth(&self) -> usize {
        self.path.len()
    }

    /// The names of the open elements.
    pub(in crate::parse) fn path(&self) -> &[NameId] {
        &self.path
    }

    /// Enters an element.
    pub(in crate::parse) fn enter(&mut self, name: &str, id: NameId) {
        let depth = self.depth();
        let number = match depth.checked_sub(1).and_then(|parent| self.frames.get_mut(parent)) {
            Some(parent) => parent.number_child(name),
            None => 0,
        };
        if self.frames.len() == depth {
            self.frames.push(Frame::default());
        }
        self.serials += 1;
        if let Some(frame) = self.frames.get_mut(depth) {
            frame.name.clear();
            frame.name.push_str(name);
            frame.number = number;
            frame.serial = self.serials;
            frame.names = 0;
            frame.captures = false;
            frame.text.clear();
        }
        self.path.push(id);
    }

    /// Leaves the innermost element.
    pub(in crate::parse) fn leave(&mut self) {
        self.path.pop();
    }

    /// The running number of the element that the innermost one stands in; 0 for the root.
    pub(in crate::parse) fn parent_serial(&self) -> u64 {
        self.depth().checked_sub(2).and_then(|parent| self.frames.get(parent)).map_or(0, |frame| frame.serial)
    }

    /// Begins to collect the innermost element's text.
    pub(in crate::parse) fn capture(&mut self) {
        if let Some(frame) = self.innermost() {
            frame.captures = true;
        }
    }

    /// The text collected in the innermost element, if it is collected.
    pub(in crate::parse) fn captured(&mut self) -> Option<&mut String> {
        self.innermost().filter(|frame| frame.captures).map(|frame| &mut frame.text)
    }

    fn innermost(&mut self) -> Option<&mut Frame> {
        self.depth().checked_sub(1).and_then(|at| self.frames.get_mut(at))
    }

    /// Appends the path of the innermost element: `/Файл/Документ[3]`.
    pub(in crate::parse) fn write_path(&self, target: &mut String) {
        for frame in self.frames.iter().take(self.depth()) {
            target.push('/');
            target.push_str(&frame.name);
            if frame.number > 0 {
                // Writing to a string cannot fail.
                write!(target, "[{}]", frame.number).unwrap_or_default();
            }
        }
    }
}
