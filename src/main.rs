//! The `hearth` program: arguments come in, an exit code goes out. Everything else is in the library.

fn main() -> std::process::ExitCode {
    hearth::cli::main()
}
