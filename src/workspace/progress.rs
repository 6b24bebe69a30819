//! How long work says where it stands, without knowing who listens.

/// Someone who listens. Stages come one after the other; steps of one stage may come from several threads.
pub trait Progress: Sync {
    /// A stage of so many steps begins.
    fn stage(&self, name: &'static str, steps: usize);

    /// One step of the stage is done.
    fn step(&self);
}

/// Nobody listens.
#[derive(Clone, Copy, Debug)]
pub struct Silent;

impl Progress for Silent {
    fn stage(&self, _name: &'static str, _steps: usize) {}

    fn step(&self) {}
}
